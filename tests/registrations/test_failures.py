"""What mail servers say, in words that an organiser understands."""

import smtplib

import pytest

from registrations.failures import failure, words


def refused(code, said):
    return smtplib.SMTPRecipientsRefused({"ada@example.org": (code, said.encode())})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (refused(550, "5.1.1 <ada@example.org>: Recipient address rejected: User unknown"), "no_mailbox"),
        (refused(550, "No such user here"), "no_mailbox"),
        (refused(550, "5.1.2 Host unknown"), "no_mailbox"),
        (refused(550, "5.2.1 The account is disabled"), "no_mailbox"),
        (refused(550, "5.1.10 Recipient not found"), "no_mailbox"),
        (refused(550, "5.7.1 Service unavailable, client host blocked"), "refused"),
        (refused(554, "5.7.1 Message rejected as spam"), "refused"),
        (refused(554, "Transaction failed"), "refused"),
        (refused(552, "5.2.2 Mailbox full"), "full"),
        (refused(452, "4.2.2 Over quota"), "full"),
        (refused(552, "5.3.4 Message size exceeds fixed limit"), "too_large"),
        (smtplib.SMTPDataError(552, b"5.2.3 Message too large"), "too_large"),
        (refused(451, "4.7.1 Greylisted, try again later"), "refused"),
        (refused(450, "4.2.0 Try again"), "put_off"),
        (refused(421, "Too many connections"), "put_off"),
        (smtplib.SMTPSenderRefused(550, b"5.1.8 Sender rejected", "us@example.org"), "our_side"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"), "our_side"),
        (smtplib.SMTPSenderRefused(530, b"Authentication required", "us@example.org"), "our_side"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "no_answer"),
        (TimeoutError("timed out"), "no_answer"),
        (ConnectionResetError(104, "Connection reset by peer"), "no_answer"),
        (ValueError("a template that is broken"), "not_built"),
    ],
)
def test_each_failure_is_named(error, kind):
    assert failure(error) == kind


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refused(550, "5.1.1 User\r\n unknown"), "550 5.1.1 User unknown"),
        (smtplib.SMTPDataError(554, b"sp\xffam"), "554 sp\ufffdam"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "Connection unexpectedly closed"),
    ],
)
def test_the_servers_own_words_are_kept(error, said):
    assert words(error) == said
