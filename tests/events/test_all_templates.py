from django.template.loader import render_to_string

from events import all_templates


def test_a_release_that_is_put_in_place_does_not_reach_a_process_that_runs(settings, tmp_path):
    (tmp_path / "mails").mkdir()
    mail = tmp_path / "mails/registered.txt"
    mail.write_text("You are registered.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]

    all_templates.read()
    mail.write_text("{% a_tag_of_the_next_release %}")

    assert render_to_string("mails/registered.txt") == "You are registered."


def test_every_template_of_ours_can_be_read():
    all_templates.read()
