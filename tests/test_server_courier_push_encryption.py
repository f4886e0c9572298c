"""Encryption of what is pushed: the example of RFC 8291, and that only its receiver can read it."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from hypothesis import given
from hypothesis import strategies as st

from db.push_subscriptions import Keys
from server.courier.push_encryption import LARGEST, RECORD, decode, encrypt
from tests.support.push_receiver import Posted, Receiver, receiving

# RFC 8291 section 5 and appendix A. https://www.rfc-editor.org/rfc/rfc8291#section-5
PLAIN = b"When I grow up, I want to be a watermelon"
KEYS = Keys(
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "BTBZMqHH6r4Tts7J_aSIgg",
)
PRIVATE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
FIELDS = {"content-type": "application/json", "content-encoding": "aes128gcm"}


@pytest.fixture(name="receiver", scope="module")
def _receiver() -> Receiver:
    with receiving() as receiver:
        return receiver


def test_example_of_the_rfc() -> None:
    private = derive_private_key(int.from_bytes(decode(PRIVATE), "big"), SECP256R1())
    assert encrypt(PLAIN, KEYS, private, decode(SALT)) == decode(BODY)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=20))
def test_receiver_reads_what_was_sent(receiver: Receiver, document: dict[str, str]) -> None:
    body = encrypt(json.dumps(document).encode(), Keys(**receiver.keys))
    assert receiver.decrypted(Posted("/", FIELDS, body)) == document


def test_no_two_are_the_same() -> None:
    assert encrypt(PLAIN, KEYS) != encrypt(PLAIN, KEYS)


def test_what_does_not_fit_into_one_push_is_refused() -> None:
    assert len(encrypt(bytes(LARGEST), KEYS)) == RECORD
    with pytest.raises(ValueError, match="do not fit"):
        encrypt(bytes(LARGEST + 1), KEYS)


def test_padded_keys_are_the_same_keys() -> None:
    assert decode("BTBZMqHH6r4Tts7J_aSIgg==") == decode("BTBZMqHH6r4Tts7J_aSIgg")
