"""Named events in the log: one line each, with codes of ours and never a value."""

import logging

logger = logging.getLogger(__name__)


def event(name: str, request=None, reasons=()):
    """Log a named event with its route and reason codes, such as "email.address"."""
    match = request.resolver_match if request else None
    facts = {"event": name, "route": match.view_name if match else "", "reasons": list(reasons)}
    logger.warning(name, extra={"facts": facts})
