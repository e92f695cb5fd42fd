"""What the log notes of visitors: one line for each refusal, with codes of ours and never a value."""

from events.noted import event

__all__ = ["event", "returned"]


def returned(request, form):
    """Log why a posted form comes back: the code of each error beside its field."""
    reasons = [
        f"{'form' if field == '__all__' else field}.{error.code or 'invalid'}"
        for field, errors in form.errors.as_data().items()
        for error in errors
    ]
    if getattr(form, "once_more", ""):
        reasons.append("form.stamp")
    if getattr(form, "hint", ""):
        reasons.append("email.hint")
    event("limit hit" if "form.limit" in reasons else "form refused", request, reasons)
