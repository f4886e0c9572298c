"""What the self-check of a Postroom server says to admins, so that the window can say it in its own language.

The names and sentences of webserver/admin/health.py; tests/test_client_system_check.py holds both against each other.
What is not known stays as the server said it. Pure.
"""

from client.known_sentences import Sentences
from client.wording import Said

_ANY = ".+"

NAMES = {
    str(name): name
    for name in (
        Said("Server certificate"),
        Said("Certificate authority"),
        Said("Courier"),
        Said("Disk space"),
        Said("Store"),
        Said("Search index"),
        Said("Backups"),
        Said("Key of stored passwords"),
        Said("Mail to the outside"),
        Said("Signature of what leaves (DKIM)"),
        Said("Queue"),
        Said("Registration"),
        Said("Networks of admins"),
    )
}

KNOWN = (
    Said("It cannot be read."),
    Said("Good for {days} days, until {date}.", days=_ANY, date=_ANY),
    Said("Expired on {date}.", date=_ANY),
    Said("Restart Postroom: it makes what is missing or about to expire. Its log says why it did not."),
    Said("It has not run yet: no mail goes outside, no test is made."),
    Said("No sign of life for {minutes} minutes.", minutes=_ANY),
    Said("It works."),
    Said("Start it with scripts/serve, which starts it again when it ends; logs/courier.log says why it ended."),
    Said("{free} GB of {total} GB are free.", free=_ANY, total=_ANY),
    Said("Make room on the disk of the data folder: without room no mail is taken, and none that was taken is lost."),
    Said("{size} MB of {most} MB that it may have.", size=_ANY, most=_ANY),
    Said("{size} MB.", size=_ANY),
    Said("Raise limits.store_size in settings.toml and restart, or remove old mail."),
    Said("It is not there."),
    Said("The courier makes it. See that it works."),
    Said("{count} messages are not in it yet.", count=_ANY),
    Said("It catches up while the courier works. Where it does not: postroom reindex."),
    Said("It is up to date."),
    Said("{count} messages are about to go in.", count=_ANY),
    Said("There is none in the folder backups."),
    Said("The newest is from today."),
    Said("The newest is 1 day old."),
    Said("The newest is {days} days old.", days=_ANY),
    Said(
        "Copy the data folder of the stopped Postroom regularly to another machine; the folder backups has copies from"
        " before each update."
    ),
    Said("There is none yet."),
    Said("Restart Postroom with scripts/start: it makes one."),
    Said("It cannot be used: mail to the outside waits."),
    Said("{count} of the stored passwords cannot be read with it.", count=_ANY),
    Said("Put the right {file} back from a copy, or enter those passwords again.", file=_ANY),
    Said("It is there and fits."),
    Said("Local only: recipients outside are refused."),
    Said("Save a relay under Mail to the outside, and test it: a passed test opens the way."),
    Said("Goes through the relay."),
    Said("Goes directly to the hosts of its recipients."),
    Said("No key is set: what leaves is not signed here."),
    Said("No key is set: what leaves is not signed, and many hosts take it for junk."),
    Said("In the data folder, run: {command}", command=_ANY),
    Said("Put an RSA key of 2048 bits in its place, under a name of letters, digits and hyphens, or take it away."),
    Said("{file} cannot be used: It cannot be read.", file=_ANY),
    Said("{file} cannot be used: It is locked with a password.", file=_ANY),
    Said("{file} cannot be used: It is no private key in PEM form.", file=_ANY),
    Said("{file} cannot be used: It is not an RSA key.", file=_ANY),
    Said(
        "{file} cannot be used: Its name is no selector: letters, digits and hyphens only.",
        file=_ANY,
    ),
    Said(
        "{file} signs, with {bits} bits. In the DNS, the TXT record {name} needs this value: {value}",
        file=_ANY,
        bits=_ANY,
        name=_ANY,
        value=_ANY,
    ),
    Said("The key is short. Make one of 2048 bits with another name, publish its record, then remove this one."),
    Said("{way} on the way, {held} held, {failed} failed in the last 30 days.", way=_ANY, held=_ANY, failed=_ANY),
    Said("See what is held under Queue: let it go, or take it out."),
    Said("Open: everybody who reaches this server can make an account."),
    Said("Choose “by invitation” or “with approval” on the page Accounts, unless this is meant."),
    Said("Open to everybody on this machine."),
    Said("By invitation."),
    Said("Everybody can ask; an admin approves."),
    Said("Closed."),
    Said("Admins can come from {networks}.", networks=_ANY),
    Said("The servers listen on this machine only."),
    Said("Admins can come from everywhere."),
    Said('Set admin_networks in {file}, like ["192.168.1.0/24"], and restart.', file=_ANY),
)

_SENTENCES = Sentences(KNOWN)


def check_name(text: str) -> str:
    """Return the name of a check as one that can be translated, or as it came."""
    return NAMES.get(text, text)


def check_sentence(text: str) -> str:
    """Return a sentence of a check as one that can be translated, or as it came."""
    return _SENTENCES.read(text) or text
