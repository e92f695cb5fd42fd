"""Two organisers on one page: whoever saves second is told what was saved meanwhile, and nothing is lost.

A page carries the state of the trail in which it showed each row. If that is no longer the latest when
it comes back, nothing is saved: the page is shown once more, with what both typed. Fields that only the
other changed show theirs; where both changed one, the own text stays in the field and theirs beside it.
Nothing is merged in silence: whether two changes go together only a person can say.
"""

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from events import comparison, history
from events.admin import posted

SHOWN = 500  # rows of the trail, on the page that tells what was saved meanwhile


@dataclass
class Meanwhile:
    """What was saved since the page was shown, and what to say beside it: [(prefix, field, text)].

    The form of the page itself has the prefix None; a field None means the whole row.
    """

    presses: list
    beside: list = field(default_factory=list)


def read(text):
    """Return {part: {row: key of the trail}} as the page carried it; None if it is nothing of ours."""
    try:
        found = json.loads(text)
        return {part: {int(row): int(key) for row, key in rows.items()} for part, rows in found.items()}
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def newer_rows(seen, now):
    """Return {part: keys of rows} that are not as they were seen."""
    found = {
        part: {row for row, key in rows.items() if seen.get(part, {}).get(row) != key}
        for part, rows in now.items()
    }
    return {part: rows for part, rows in found.items() if rows}


class Look:
    """A form that was sent beside what others saved meanwhile; `newer` as newer_rows() has it."""

    def __init__(self, screen, request, page, parts, seen, newer):
        self.screen, self.request, self.page = screen, request, page
        self.parts, self.seen, self.newer = parts, seen, newer
        self.data, self.files = request.POST.copy(), request.FILES.copy()
        self.changes = [
            row
            for row in history.rows(page.pk, parts)[:SHOWN]
            if row.id in newer.get(parts[row.part].name, ())
            and row.history_id > seen.get(parts[row.part].name, {}).get(row.id, 0)
        ]
        self.found = Meanwhile(history.presses(parts, self.changes))

    def take_in(self):
        """Complete the form with what others saved; return the Meanwhile."""
        own, *others = self.parts
        if own.name in self.newer:
            form = self.screen.get_form(self.request, self.page, change=True)
            taken, both = self.compared(own, form, self.page)
            for name, texts in taken.items():
                self.data.setlist(name, texts)
            self.found.beside += [(None, *note) for note in self.notes(own, self.page, both)]
        sets = {rows.model: (rows, inline) for rows, inline in self.sets()}
        for part in others:
            if part.name in self.newer and part.model in sets:
                self.take_in_rows(part, *sets[part.model])
        self.request.POST, self.request._files = self.data, self.files
        return self.found

    def sets(self):
        return self.screen.get_formsets_with_inlines(self.request, self.page)

    def take_in_rows(self, part, formset, inline):
        prefix = formset.get_default_prefix()
        stored = {row.pk: row for row in inline.get_queryset(self.request).filter(**{part.link: self.page})}
        sent = posted.take_rows(self.data.copy(), self.files.copy(), prefix)
        if not inline.has_change_permission(self.request, self.page):
            sent = []  # shown only, as they are
        elif formset.fk.unique and stored:
            self.be_the_one(sent, stored)
        rows = [self.taken_in(part, formset.form, row, stored) for row in sent]
        known = {row.key for row in sent}
        rows += [self.unsent(formset.form, each) for key, each in stored.items() if key not in known]
        posted.take_rows(self.data, self.files, prefix)
        for row in posted.put_rows(self.data, self.files, prefix, [row for row in rows if row]):
            self.found.beside += [(row.prefix, *note) for note in row.notes]

    def be_the_one(self, sent, stored):
        """Of what a page has once at most, the new row that was sent is the one that is there now."""
        for row in sent:
            row.texts["id"] = [str(key) for key in stored]

    def unsent(self, form, row):
        return posted.Row(texts={**posted.as_sent(form(instance=row)), "id": [str(row.pk)]})

    def taken_in(self, part, form, row, stored):
        """Return the row with what others saved; None if they took it away and nothing is lost by that."""
        if row.key not in self.newer[part.name]:
            return row if row.key is None or row.key in stored else None
        if row.key not in stored:
            return self.kept(part, form, row)
        taken, both = self.compared(part, form, stored[row.key], row.prefix)
        secret = {name: getattr(stored[row.key], name) for name in part.trail._history_excluded_fields}
        row.texts |= taken | {f"initial-{name}": [value] for name, value in secret.items()}
        row.notes = self.notes(part, stored[row.key], both)
        if row.is_to_go:
            sentence = _("%(who)s changed this row meanwhile. It is still marked to be deleted.")
            row.notes.append((None, self.said(part, row.key, sentence)))
        return row

    def kept(self, part, form, row):
        """Return a row that others deleted as a new one, if something was typed in it."""
        base = self.base(part, row.key)
        if row.is_to_go or not self.bound(form, base, row.prefix).changed_data:
            return None
        sentence = _("%(who)s deleted this row meanwhile. If you save, it is added again as it stands here.")
        row.notes = [(None, self.said(part, row.key, sentence))]
        row.texts.pop("id")
        return row

    def bound(self, form, row, prefix):
        return form(self.data, self.files, instance=row, prefix=prefix)

    def compared(self, part, form, stored, prefix=None):
        """Return ({field: texts} that only others changed, the fields that both did)."""
        base = self.base(part, stored.pk, stored, prefix)
        mine = set(self.bound(form, base, prefix).changed_data)
        unlike = set(self.bound(form, stored, prefix).changed_data)
        shown = form(instance=stored)
        before = form(instance=base).initial
        theirs = {name for name, value in shown.initial.items() if before.get(name) != value}
        texts = posted.as_sent(shown)
        taken = {name: texts[name] for name in theirs - mine if name in texts}
        return taken, theirs & mine & unlike

    def base(self, part, key, stored=None, prefix=None):
        """Return the row as the page had shown it; what the trail does not keep is in the page itself."""
        record = part.trail.objects.filter(id=key, history_id=self.seen.get(part.name, {}).get(key)).first()
        if record is None:
            return part.model()
        row = part.model(
            **{each.attname: getattr(record, each.attname) for each in part.trail.tracked_fields}
        )
        for name in part.trail._history_excluded_fields:
            shown = self.data.get(f"initial-{prefix}-{name}", getattr(stored, name, ""))
            setattr(row, name, shown)
        return row

    def notes(self, part, stored, names):
        """Return [(field, text)]: what the other typed where both changed something."""
        found = []
        for name in sorted(names):
            column = part.model._meta.get_field(name)
            value = getattr(stored, column.attname)
            pointed_at = {(column.related_model, value): str(getattr(stored, name))}
            theirs = comparison.in_words(column, value, pointed_at) or _("nothing")
            text = self.said(
                part, stored.pk, _("%(who)s changed this meanwhile, to: %(theirs)s"), theirs=theirs
            )
            found.append((name, text))
        return found

    def said(self, part, key, sentence, **words):
        # Not from the changes that are shown: theirs may be longer ago than those.
        latest = part.trail.objects.filter(id=key).order_by("history_id").last()
        return sentence % {"who": self.person(latest.history_user_id), **words}

    def person(self, account):
        if account == self.request.user.pk:
            return _("You yourself, in another window,")
        return next(
            (comparison.who(press.who) for press in self.found.presses if press.account == account),
            comparison.who(account),
        )
