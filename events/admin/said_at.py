"""What a constraint says of several fields is said at the one that leads there: to be found, and marked."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class SaidAt:
    """Before a ModelForm: `said_at` names for a constraint the field at which it speaks."""

    said_at = {}

    def add_error(self, field, error):
        found = getattr(error, "error_dict", {})
        if NON_FIELD_ERRORS in found:
            error = ValidationError(self.placed(found))
        super().add_error(field, error)

    def placed(self, found):
        constraints = [each for each in self._meta.model._meta.constraints if each.name in self.said_at]
        fields = {str(each.violation_error_message): self.said_at[each.name] for each in constraints}
        placed = {}
        for name, errors in found.items():
            for each in errors:
                own = fields.get(each.message) if name == NON_FIELD_ERRORS else name
                placed.setdefault(own if own in self.fields else name, []).append(each)
        return placed
