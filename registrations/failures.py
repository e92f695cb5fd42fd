"""Why a mail could not be sent: the words of mail servers, sorted into what an organiser understands."""

import re
import smtplib

from registrations.models import Message

Failure = Message.Failure

ENHANCED = re.compile(r"\b[45]\.(\d{1,3}\.\d{1,3})\b")  # RFC 3463, without the class
BY_ENHANCED_CODE = {
    "1.1": Failure.NO_MAILBOX,
    "1.2": Failure.NO_MAILBOX,
    "1.3": Failure.NO_MAILBOX,
    "1.6": Failure.NO_MAILBOX,
    "1.10": Failure.NO_MAILBOX,
    "2.1": Failure.NO_MAILBOX,
    "2.2": Failure.FULL,
    "2.3": Failure.TOO_LARGE,
    "3.4": Failure.TOO_LARGE,
    "1.7": Failure.OUR_SIDE,
    "1.8": Failure.OUR_SIDE,
}
BY_CODE = {
    452: Failure.FULL,
    530: Failure.OUR_SIDE,
    534: Failure.OUR_SIDE,
    535: Failure.OUR_SIDE,
    538: Failure.OUR_SIDE,
    550: Failure.NO_MAILBOX,
    551: Failure.NO_MAILBOX,
    552: Failure.FULL,
    553: Failure.NO_MAILBOX,
    556: Failure.NO_MAILBOX,
}


def failure(error) -> Message.Failure:
    """Return the kind of failure: by the exact code of RFC 3463 if the server gave one, else by the plain."""
    code = smtp_code(error)
    if not isinstance(error, OSError):
        return Failure.NOT_BUILT
    if isinstance(error, smtplib.SMTPSenderRefused):
        return Failure.OUR_SIDE
    if not code:
        return Failure.NO_ANSWER
    found = ENHANCED.search(words(error))
    exact = found[1] if found else ""
    if exact.startswith("7."):  # policy and security
        return Failure.OUR_SIDE if code in {530, 534, 535, 538} else Failure.REFUSED
    usual = Failure.PUT_OFF if code < 500 else Failure.REFUSED
    return BY_ENHANCED_CODE.get(exact) or BY_CODE.get(code, usual)


def smtp_code(error) -> int:
    """Return the code the mail server answered with, 0 if it did not answer.

    By code and not by class: SMTPRecipientsRefused stands for 550 and for 451 alike.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in error.recipients.values()), default=0)
    return getattr(error, "smtp_code", 0)


def words(error) -> str:
    """Return the server's own words, or what the program says of the error."""
    answers = [getattr(error, "smtp_error", None)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [answer for code, answer in error.recipients.values() if code == smtp_code(error)]
    if not smtp_code(error) or not answers[0]:
        return str(error)
    said = answers[0].decode(errors="replace") if isinstance(answers[0], bytes) else str(answers[0])
    return f"{smtp_code(error)} {' '.join(said.split())}"
