"""Which addresses are the public's, by the table of THREATS' row on SSRF and more."""

import pytest

from chat.fetching import is_public, networks

PUBLIC = (
    "93.184.216.34", "1.1.1.1", "2606:4700:4700::1111", "::ffff:93.184.216.34",
    "64:ff9b::5db8:d822", "2002:5db8:d822::1",
)  # fmt: skip
NOT_PUBLIC = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "::1", "::", "10.0.0.1", "172.16.3.4", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "192.88.99.1", "224.0.0.1",
    "239.1.2.3", "240.0.0.1", "255.255.255.255", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
    "fec0::1", "ff02::1", "ff0e::1", "2001:db8::1", "2001::1", "100::1",
    # What carries one of these.
    "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::ffff:0:127.0.0.1", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::7f00:1", "64:ff9b:1::5db8:d822",
    "2002:7f00:1::1", "2002:a9fe:a9fe::", "2002:c0a8:101::1", "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:a00:1",
    # What is no address, though a system may read it as one.
    "2130706433", "0x7f.1", "127.1", "localhost", "", "127.0.0.1/8",
)  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_the_publics_may_not_be_asked(address: str) -> None:
    assert not is_public(address)


def test_a_network_that_is_allowed_opens_itself_and_no_other() -> None:
    allowed = networks(["10.1.0.0/16", "fd12::/32"])
    assert is_public("10.1.2.3", allowed=allowed)
    assert is_public("::ffff:10.1.2.3", allowed=allowed)
    assert is_public("fd12::7", allowed=allowed)
    assert is_public("1.1.1.1", allowed=allowed)
    assert not is_public("10.2.0.1", allowed=allowed)
    assert not is_public("127.0.0.1", allowed=allowed)
    with pytest.raises(ValueError, match="33"):
        networks(["10.1.0.0/33"])
