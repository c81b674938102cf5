# SPDX-License-Identifier: BSD-3-Clause
"""One end of a TCP connection over which both ends send random bytes at once; started in a namespace of its own.

    exchange.py listen ADDRESS BYTES             prints its port, and at the end what it sent and received
    exchange.py connect ADDRESS BYTES PORT
"""
import hashlib
import json
import os
import socket
import sys
import threading

CHUNK = 1 << 18
LIMIT_S = 60


def send(connection, count, told):
    told["sent"] = hashlib.sha256()
    while count:
        chunk = os.urandom(min(count, CHUNK))
        told["sent"].update(chunk)
        connection.sendall(chunk)
        count -= len(chunk)
    connection.shutdown(socket.SHUT_WR)


def receive(connection, told):
    told["received"], told["bytes"] = hashlib.sha256(), 0
    while chunk := connection.recv(CHUNK):
        told["received"].update(chunk)
        told["bytes"] += len(chunk)


def connected(how, address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    if how == "connect":
        return socket.create_connection((address, int(port)), LIMIT_S)
    with socket.create_server((address, 0), family=family) as server:
        print(server.getsockname()[1], flush=True)
        server.settimeout(LIMIT_S)
        connection, _ = server.accept()
    return connection


def main(how, address, count, port=""):
    told = {}
    with connected(how, address, port) as connection:
        connection.settimeout(LIMIT_S)
        sender = threading.Thread(target=send, args=(connection, int(count), told))
        sender.start()
        receive(connection, told)
        sender.join()
    print(json.dumps({name: value if name == "bytes" else value.hexdigest() for name, value in told.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
