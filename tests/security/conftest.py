import pytest

from tests import builders


@pytest.fixture
def site(db):
    """A published webinar at /webinars/open/ in a series, and a draft at /webinars/draft/."""
    webinar = builders.webinar(slug="open", series=builders.series(slug="row"))
    builders.admission(webinar=webinar)
    builders.webinar(slug="draft", status="draft")
    return webinar
