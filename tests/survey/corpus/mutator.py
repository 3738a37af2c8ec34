"""Damage bytes as disks, cables and hands do: bits turned, stretches lost, doubled, exchanged, overwritten, cut off."""

import random


def mutated(data: bytes, seed: int) -> bytes:
    """The bytes with one to four damages; the same seed gives the same damage."""
    dice = random.Random(seed)
    body = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        if not body:
            break
        begin = dice.randrange(len(body))
        end = min(begin + dice.choice([1, 2, 4, 16, 200]), len(body))
        match dice.randrange(8):
            case 0:
                body[begin] ^= 1 << dice.randrange(8)
            case 1:
                body[begin:end] = dice.randbytes(end - begin)
            case 2:
                del body[begin:end]
            case 3:
                body[begin:begin] = body[begin:end]
            case 4:
                body[begin:end] = bytes(end - begin)
            case 5:
                body[begin:begin] = dice.choice(
                    [b"\xff", b"\0", b",", b"\r\n", b'"', b"<", b"9" * 50, b"-", b"\xef\xbb\xbf"]
                )
            case 6:
                other = dice.randrange(len(body))
                body[begin:end], body[other : other + 4] = body[other : other + 4], body[begin:end]
            case _:
                del body[dice.randrange(len(body) // 2, len(body)) :]
    return bytes(body)
