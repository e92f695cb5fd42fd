"""How the fields of the organisers' forms are written."""

import re

from events.admin.fields import LanguagesField
from events.models import Webinar

BOX = re.compile(r'value="(\w+)" id="id_x_(\d+)"( checked)?')


def test_ticked_languages_and_those_of_the_site_come_first(settings):
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    field = Webinar._meta.get_field("spoken_languages").formfield(form_class=LanguagesField)

    html = field.widget.render("x", ["sv"], {"id": "id_x"})

    codes = [code for code, _number, _ticked in BOX.findall(html)]
    assert codes[:4] == ["en", "fr", "sv", "ar"]
    assert sorted(codes) == sorted(code for code, _name in field.choices)
    assert [int(number) for _code, number, _ticked in BOX.findall(html)] == list(range(len(codes)))
    assert [code for code, _number, ticked in BOX.findall(html) if ticked] == ["sv"]
    top = html.partition('class="usual"')[2].partition("</div></div>")[0]
    assert len(BOX.findall(top)) == 3


def test_where_none_is_usual_there_is_no_group():
    field = Webinar._meta.get_field("sign_languages").formfield(form_class=LanguagesField)

    assert "usual" not in field.widget.render("x", [], {"id": "id_x"})
