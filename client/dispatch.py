"""Carry what waits in the outbox to the server, one message at a time, and settle what is unsure.

The outbox knows before each attempt that it is made, and after it what came of it. Nothing here repeats a
message that may have arrived.
"""

from collections.abc import Callable
from functools import partial

from client.account import Account
from client.blob_upload import Progress
from client.errors import BadAddress, Cancelled, DeliveryUnsure, Fault, MessageRefused, RecipientsRefused, TooLarge
from client.outbox import Outbox, OutboxItem, State
from client.wording import Said

# What stays wrong however often it is tried; everything else (no network, wrong password, changed authority) passes
# or is put right by the person, and the message waits for that.
FOR_GOOD = (MessageRefused, TooLarge, BadAddress)


def send_next(
    outbox: Outbox, account: Account, progress: Callable[[OutboxItem], Progress] | None = None
) -> OutboxItem | None:
    """Try the oldest due item once; the item as it is afterwards, None when nothing is due. Blocks: SMTP
    lane.

    Why it was not sent stands in the item's words; only faults of the outbox's own file are raised. `progress` makes
    what is told how many bytes have gone, for the item that is tried; `Cancelled` raised there stops the attempt.
    """
    claimed = outbox.claim()
    if claimed is None:
        return None
    item, submission = claimed
    # Written down before the content goes: an answer that is lost later is one for the others alone.
    tell_refused = partial(outbox.note_refused, item.id)
    try:
        receipt = account.submit(submission, None if progress is None else progress(item), tell_refused)
    except Cancelled:
        return outbox.stop(item.id)
    except RecipientsRefused as fault:
        return outbox.settle(item.id, fault.refused)
    except DeliveryUnsure as fault:
        return outbox.doubt(item.id, fault.sentence)
    except FOR_GOOD as fault:
        return outbox.refuse(item.id, fault.sentence)
    except Fault as fault:
        return outbox.postpone(item.id, fault.sentence)
    except BaseException:
        outbox.doubt(item.id, Said("Postroom failed while this message was being sent. Look into Sent."))
        raise
    return outbox.settle(item.id, receipt.refused)


def settle_unsure(outbox: Outbox, account: Account) -> tuple[OutboxItem, ...]:
    """Look into Sent for each unsure item; those found become sent. The items that changed. Blocks: HTTPS
    lane.

    Raises the faults of the connection. What is not found stays unsure: only the person may send it again. So does what
    some recipients have from an earlier try: Sent holds that one. Sent again, it reaches nobody twice who still has it
    (server/PROTOCOL.md).
    """
    found = []
    for item in outbox.items():
        if item.state is not State.UNSURE or any(one.state is State.SENT for one in item.recipients):
            continue
        if account.is_in_sent(item.message_id):
            outbox.confirm_sent(item.id)
            found.append(item.id)
    return tuple(item for item in outbox.items() if item.id in found)
