"""The commands of our own: PING, REG, GETUSER; `PROTOCOL.md` is their promise to other programs."""

from __future__ import annotations

from server import replies, xtext
from server.base import BaseSession

REG_SYNTAX = "REG <username> <password> [<invitation>], each in xtext"
GETUSER_SYNTAX = "GETUSER [<address>], in xtext"
_MOST_QUESTIONS = 300


class OwnCommands(BaseSession):
    """The part of a session that other mail servers do not have."""

    async def smtp_PING(self, arg: str | None) -> None:
        """Answer at any time, also before TLS."""
        await self.push(replies.SYNTAX_501.format(syntax="PING") if arg else replies.PONG_250)

    async def smtp_REG(self, arg: str | None) -> None:
        """Make an account; never in clear, because a password is in it."""
        refusal = self._reg_refusal()
        if refusal is not None:
            await self.push(refusal)
            return
        words = await self._words(arg, 2, 3, REG_SYNTAX)
        if words is None:
            return
        await self.flush()
        name, password, *rest = words
        await self.push(await self.handler.register(self.session, name, password, rest[0] if rest else None))

    def _reg_refusal(self) -> str | None:
        if self.session.incoming:
            return replies.NOT_OFFERED_502
        if not self.secure:
            return replies.NO_TLS_530
        return replies.SIGNED_IN_ALREADY_503 if self.session.account else None

    async def smtp_GETUSER(self, arg: str | None) -> None:
        """Tell a signed-in user of an account; limited, so that nobody lists the domain with it."""
        account = self.session.account
        if account is None:
            await self.push(replies.NOT_OFFERED_502 if self.session.incoming else replies.SIGN_IN_530)
            return
        words = await self._words(arg, 0, 1, GETUSER_SYNTAX)
        if words is None:
            return
        if self.handler.ended(self.session):
            await self.close_with(replies.SIGNED_OUT_421)
            return
        self.session.questions += 1
        if self.session.questions > _MOST_QUESTIONS:
            await self.close_with(replies.TOO_MANY_COMMANDS_421.format(command="GETUSER"))
            return
        found = self.handler.find_user(account, words[0] if words else None)
        if found is None:
            await self.push(replies.NO_USER_550)
            return
        line = f"250 2.0.0 {found.id} {found.address}"
        name = xtext.encode(found.display_name, replies.LIMIT - len(line) - 1)
        await self.push(f"{line} {name}" if name else line)

    async def _words(self, arg: str | None, fewest: int, most: int, syntax: str) -> list[str] | None:
        """Return the decoded arguments, or answer what is wrong with them."""
        words = arg.split(" ") if arg else []
        if not fewest <= len(words) <= most or "" in words:
            await self.push(replies.SYNTAX_501.format(syntax=syntax))
            return None
        try:
            return [xtext.decode(word) for word in words]
        except ValueError:
            await self.push(replies.NOT_XTEXT_501)
            return None
