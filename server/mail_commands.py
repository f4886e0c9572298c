"""MAIL, RCPT, DATA, RSET: a message from its sender to the handler (RFC 5321 section 3.3)."""

from __future__ import annotations

from db.envelope import Outside
from db.paths import read_path
from server import replies
from server.auth import AuthSession
from server.fast_paths import NoRoom, Overflow

MAIL_SYNTAX = "MAIL FROM:<address> [SIZE=<bytes>] [BODY=8BITMIME] [SMTPUTF8]"
RCPT_SYNTAX = "RCPT TO:<address>"
_BODIES = ("7BIT", "8BITMIME")


class MailCommands(AuthSession):
    """The part of a session that carries mail."""

    async def smtp_MAIL(self, arg: str | None) -> None:
        """Begin a message."""
        reply = self._mail(arg)
        if reply == replies.SIGNED_OUT_421:
            await self.close_with(reply)
        else:
            await self.push(reply)

    def _mail(self, arg: str | None) -> str:
        refusal = self._not_ready()
        if refusal is not None:
            return refusal
        if self.message.sender is not None:
            return replies.NESTED_MAIL_503
        given = self._strip_command_keyword("FROM:", arg or "")
        if not given:
            return replies.SYNTAX_501.format(syntax=MAIL_SYNTAX)
        address, rest = read_path(given)
        if address is None:
            return replies.BAD_ADDRESS_553
        refusal = self._mail_parameters(rest, address)
        if refusal is None:
            # This connection must not go on for who was signed out or disabled while it was open.
            refusal = self.handler.ended(self.session)
        if refusal is None:
            refusal = self.handler.policy.check_sender(self.session.account, address)
        if refusal is not None:
            return refusal
        self.message.sender = address
        return replies.SENDER_OK_250

    def _mail_parameters(self, text: str, address: str) -> str | None:
        """Take the parameters of MAIL in, or return what is wrong with them.

        SIZE is RFC 1870 section 6, BODY RFC 6152 section 2, SMTPUTF8 RFC 6531 section 3.4. AUTH, RFC 4954 section 5,
        says who brought a message to another server before, and changes nothing here.
        """
        limit = self.handler.settings.limits.message_size
        parameters = self._getparams(text.upper().split()) if text else {}
        if parameters is None or (parameters and not self.session.extended):
            return replies.UNKNOWN_PARAMETER_555
        size, body, utf8 = (
            parameters.pop("SIZE", "0"),
            parameters.pop("BODY", "7BIT"),
            parameters.pop("SMTPUTF8", False),
        )
        self.message.smtp_utf8 = utf8 is True
        if parameters.keys() - {"AUTH"} or body not in _BODIES or not isinstance(utf8, bool):
            return replies.UNKNOWN_PARAMETER_555
        if not isinstance(size, str) or not (size.isascii() and size.isdigit()) or len(size) > 20:
            return replies.UNKNOWN_PARAMETER_555
        if int(size) > limit:
            return replies.TOO_LARGE_552.format(limit=limit)
        return None if address.isascii() or self.message.smtp_utf8 else replies.NEEDS_SMTPUTF8_553

    async def smtp_RCPT(self, arg: str | None) -> None:
        """Add a recipient; one that does not exist is refused here, not later."""
        await self.push(self._rcpt(arg))

    def _rcpt(self, arg: str | None) -> str:
        refusal = self._not_ready()
        if refusal is not None:
            return refusal
        if self.message.sender is None:
            return replies.NO_MAIL_503
        given = self._strip_command_keyword("TO:", arg or "")
        if not given:
            return replies.SYNTAX_501.format(syntax=RCPT_SYNTAX)
        address, rest = ("postmaster", "") if given.lower() == "<postmaster>" else read_path(given)
        if not address:
            return replies.BAD_ADDRESS_553
        if rest.strip():
            return replies.UNKNOWN_PARAMETER_555
        if not address.isascii() and not self.message.smtp_utf8:
            return replies.NEEDS_SMTPUTF8_553
        # RFC 5321 section 4.5.3.1.10
        if self.message.count >= self.handler.settings.limits.recipients:
            return replies.TOO_MANY_RECIPIENTS_452
        found = self.handler.find_recipient(self.session, address)
        if isinstance(found, str):
            return found
        self.message.count += 1
        if isinstance(found, Outside):
            self.message.outside[found.address] = None
        else:
            self.message.recipients[found.mailbox_id] = found
        return replies.RECIPIENT_OK_250

    async def smtp_DATA(self, arg: str | None) -> None:
        """Take the message itself and answer once it is kept."""
        refusal = self._not_ready()
        if refusal is None and self.message.sender is None:
            refusal = replies.NO_MAIL_503
        if refusal is None and not self.message.count:
            refusal = replies.NO_RCPT_503
        if refusal is None and arg:
            refusal = replies.SYNTAX_501.format(syntax="DATA")
        if refusal is not None:
            await self.push(refusal)
            return
        await self.push(replies.GO_AHEAD_354)
        await self.flush()
        await self.push(await self._take_message())
        self.forget_message()

    async def _take_message(self) -> str:
        limits, shared = self.handler.settings.limits, self.handler.shared
        reserved = 0

        def room(size: int) -> bool:
            nonlocal reserved
            if shared.data_in_flight + size > limits.data_in_flight:
                return False
            reserved += size
            shared.data_in_flight += size
            return True

        try:
            content = await self.read_data(limits.message_size, room, limits.data_timeout)
            if content is None:
                raise ConnectionResetError
            return await self.handler.keep(self.session, self.message, content)
        except NoRoom:
            return replies.TOO_MUCH_UNDER_WAY_452
        except Overflow:
            return replies.TOO_LARGE_552.format(limit=limits.message_size)
        finally:
            shared.data_in_flight -= reserved

    async def smtp_RSET(self, arg: str | None) -> None:
        """Forget the message under way."""
        if arg:
            await self.push(replies.SYNTAX_501.format(syntax="RSET"))
            return
        self.forget_message()
        await self.push(replies.OK_250)

    def _not_ready(self) -> str | None:
        """Return why no message can be handled now: no greeting, or nobody signed in (RFC 6409 section 4.3)."""
        if not self.session.greeting:
            return replies.NO_EHLO_503
        if self.session.account is None and not self.session.incoming:
            return replies.SIGN_IN_530
        return None
