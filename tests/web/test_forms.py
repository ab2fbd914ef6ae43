"""The forms kernel: what a person sees when something is wrong, and what becomes of a foreign post."""

import re
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from string import Template

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webtest import TestApp, Upload

from governance.web.form_words import PLAIN_WORDS
from tests.support.form_sampler import make_app


@pytest.fixture
def app():
    return make_app()


@pytest.fixture
def browser(app):
    return TestApp(app)


@pytest.fixture
def form(browser):
    """The form, filled in as far as it must be."""
    form = browser.get("/").form
    form["title"] = "Regular meeting"
    form["kind"] = "regular"
    return form


class Tags(HTMLParser):
    """Every start tag of a page with its attributes, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def attributes(self, name):
        return [attributes[name] for tag, attributes in self.found if name in attributes]

    def control(self, name):
        return next(attributes for tag, attributes in self.found if attributes.get("name") == name)


def text_of(response, element_id):
    return " ".join(response.html.find(id=element_id).get_text().split())


def post(browser, controls, status):
    token = browser.get("/").form["csrf_token"].value
    return browser.post("/", [("csrf_token", token), *controls], status=status)


def every_state(browser):
    """The page fresh, with rows, and with everything wrong."""
    fresh = browser.get("/")
    grown = fresh.form.submit("__add__", value="seats").form.submit("__add__", value="seats.0.links")
    form = grown.form
    form["email"], form["seats_needed"] = "nobody", "many"
    return [fresh, grown, form.submit("save", status=422)]


def test_a_good_post_acts_once_and_goes_on_with_303(app, form):
    form["summary"] = "One\r\nTwo"
    form["seats_needed"] = "13"
    assert form.submit("save", status=303).location == "http://localhost/done"
    [(button, values)] = app.received
    assert button == "save"
    assert values["summary"] == "One\nTwo"
    assert values["seats_needed"] == 13


def test_each_widget_hands_over_its_own_type(app, form):
    form.fields["checkbox"][1].checked = True
    form["public"] = True
    for control, value in zip(form.fields["date"], ("2026-03-14", "2026-03-15"), strict=True):
        control.value = value
    for control, value in zip(form.fields["time"], ("18:30", "20:00"), strict=True):
        control.value = value
    form["packet"] = Upload("C:\\papers\\packet.csv", b"a,b\n", "text/csv")
    form["street"] = " 1 Main Street "
    form.submit("publish", status=303)
    [(button, values)] = app.received
    assert button == "publish"
    assert values["topics"] == {"special"}
    assert values["public"] is True
    assert values["day"] == date(2026, 3, 14)
    assert values["starts"] == datetime(2026, 3, 15, 18, 30, tzinfo=UTC)
    assert values["ends"] == time(20, 0)
    assert values["place"] == {"street": "1 Main Street"}
    packet = values["packet"]
    assert (packet.name, packet.media_type, packet.size, packet.stream.read()) == (
        "packet.csv", "text/csv", 4, b"a,b\n",
    )  # fmt: skip


def test_the_enter_key_presses_the_first_button(app, form):
    form.submit(status=303)
    assert app.received[0][0] == "save"


def test_a_wrong_field_answers_422_and_acts_on_nothing(app, form):
    form["title"] = "ab"
    form["summary"] = "Kept <as typed>"
    answer = form.submit("save", status=422)
    assert app.received == []
    assert answer.form["title"].value == "ab"
    assert answer.form["summary"].value == "Kept <as typed>"


def test_an_error_is_tied_to_its_field(form):
    form["title"] = "ab"
    answer = form.submit("save", status=422)
    control = Tags(answer.text).control("title")
    assert control["aria-invalid"] == "true"
    hint, error = control["aria-describedby"].split()
    assert text_of(answer, hint) == "As the notice says it"
    assert text_of(answer, error) == "Error: This is too short: the least length is 3"
    assert "aria-invalid" not in Tags(answer.text).control("email")


def test_the_summary_leads_to_each_wrong_field_and_takes_the_focus(form):
    form["title"], form["kind"] = "", ""
    answer = form.submit("save", status=422)
    summary = answer.html.find(class_="error-summary")
    assert summary.has_attr("autofocus")
    assert summary["tabindex"] == "-1"
    links = {link.get_text(): link["href"].removeprefix("#") for link in summary.find_all("a")}
    tags = Tags(answer.text)
    assert links == {
        "Title: Fill this in": tags.control("title")["id"],
        "Kind: Choose one": tags.control("kind")["id"],
    }
    assert answer.html.title.get_text().startswith("Error: ")


def test_what_only_the_act_finds_out_stands_at_its_field(app, form):
    form["title"] = "Taken"
    answer = form.submit("save", status=422)
    control = Tags(answer.text).control("title")
    assert text_of(answer, control["aria-describedby"].split()[1]) == "Error: Another one is called that"
    assert answer.html.find(class_="error-summary").find("a")["href"] == "#" + control["id"]


def test_what_only_the_act_finds_out_about_a_row_stands_in_the_row(form):
    form = form.submit("__add__", value="seats").form
    form["title"], form["name"] = "Row", "Ada"
    form.fields[row_of_radios(form)][0].value = "chair"
    answer = form.submit("save", status=422)
    assert "Seat 1, Name: This person has a seat" in answer.html.find(class_="error-summary").get_text()


def row_of_radios(form):
    """The name of the last group of radio buttons: the role in the last row."""
    return [name for name in form.fields if name and re.fullmatch(r"sample-\d+", name)][-1]


def test_what_is_required_says_so_in_words(browser):
    page = browser.get("/").html
    labels = {label.get_text(" ", strip=True) for label in page.find_all("label")}
    assert {"Title (required)", "Kind (required)", "Email", "Open to the public"} <= labels


def test_several_controls_under_one_question_have_a_fieldset_and_a_legend(browser):
    page = browser.get("/").html
    legends = [legend.get_text(" ", strip=True) for legend in page.form.find_all("legend")]
    assert legends == ["Manner", "Topics", "Starts", "Place", "Seats"]


def test_every_label_and_description_leads_to_one_id(browser):
    for page in every_state(browser):
        tags = Tags(page.text)
        ids = tags.attributes("id")
        assert len(ids) == len(set(ids))
        referred = tags.attributes("for") + " ".join(tags.attributes("aria-describedby")).split()
        assert set(referred) <= set(ids)
        labelled = set(tags.attributes("for"))
        for tag, attributes in tags.found:
            if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
                assert attributes["id"] in labelled


def test_nothing_is_inline(browser):
    for page in every_state(browser):
        for tag, attributes in Tags(page.text).found:
            assert tag != "style"
            assert tag != "script" or "src" in attributes
            assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_row_more_keeps_everything_that_was_typed(app, form):
    form["title"] = "x"
    form["summary"] = "Half a sentence"
    form = form.submit("__add__", value="seats", status=200).form
    form["name"] = "Ada"
    form.fields[row_of_radios(form)][0].value = "chair"
    form = form.submit("__add__", value="seats", status=200).form
    assert [control.value for control in form.fields["name"]] == ["Ada", ""]
    assert form["title"].value == "x"
    assert form["summary"].value == "Half a sentence"
    assert app.received == []
    form["title"] = "Regular meeting"
    form.fields["name"][1].value = "Ben"
    form.fields[row_of_radios(form)][0].value = "member"
    form.submit("save", status=303)
    assert [(row["name"], row["role"]) for row in app.received[0][1]["seats"]] == [
        ("Ada", "chair"),
        ("Ben", "member"),
    ]


def test_a_new_row_takes_the_focus_and_reports_no_error(form):
    answer = form.submit("__add__", value="seats")
    assert answer.html.find(class_="error-summary") is None
    focused = answer.html.find_all(attrs={"autofocus": True})
    assert [element.legend.get_text(" ", strip=True) for element in focused] == ["Seat 1"]


def test_a_row_less_takes_that_row_alone(form):
    for _ in range(3):
        form = form.submit("__add__", value="seats").form
    for control, name in zip(form.fields["name"], ("Ada", "Ben", "Cleo"), strict=True):
        control.value = name
    form = form.submit("__remove__", value="seats.1").form
    assert [control.value for control in form.fields["name"]] == ["Ada", "Cleo"]


def test_rows_within_a_row_come_and_go(app, form):
    form = form.submit("__add__", value="seats").form
    form["name"] = "Ada"
    form.fields[row_of_radios(form)][0].value = "member"
    form = form.submit("__add__", value="seats.0.links").form
    form = form.submit("__add__", value="seats.0.links").form
    form.fields["link"][1].value = "second"
    form = form.submit("__remove__", value="seats.0.links.0").form
    form.submit("save", status=303)
    assert app.received[0][1]["seats"] == [{"name": "Ada", "role": "member", "links": ["second"]}]


def test_there_are_no_more_rows_than_the_form_allows(form):
    for _ in range(6):
        form = form.submit("__add__", value="seats").form
    assert len(form.fields["name"]) == 4


def test_the_row_that_a_script_may_copy_is_not_sent(form):
    assert "name" not in form.fields
    assert form.submit("__add__", value="seats").html.find("template", id="sample-seats-row") is not None


@pytest.mark.parametrize("name", ["kind", "manner"])
def test_a_choice_that_was_not_offered_is_refused(app, browser, name):
    posted = [("title", "Regular meeting"), ("kind", "regular")]
    posted = [(key, value) for key, value in posted if key != name] + [(name, "bogus")]
    answer = post(browser, posted, 422)
    assert "Choose one of the choices shown" in answer.text
    assert app.received == []


def test_a_box_that_was_not_offered_is_refused(app, browser):
    posted = [("title", "Regular meeting"), ("kind", "regular")]
    posted += [("__start__", "topics:sequence"), ("checkbox", "bogus"), ("__end__", "topics:sequence")]
    assert "Choose only from the choices shown" in post(browser, posted, 422).text
    assert app.received == []


MALFORMED = {
    "an end too many": [("__end__", "seats:sequence")],
    "an end too few": [("__start__", "seats:sequence")],
    "an unknown marker": [("__start__", "seats:heap"), ("__end__", "seats:heap")],
    "a text where rows belong": [("seats", "text")],
    "a text where a group belongs": [("place", "text")],
    "a text where a date belongs": [("day", "2026-03-14")],
    "a text where a file belongs": [("packet", "text")],
    "rows where a text belongs": [("__start__", "title:sequence"), ("x", "y"), ("__end__", "title:sequence")],
    "rows where a choice belongs": [("__start__", "kind:sequence"), ("x", "y"), ("__end__", "kind:sequence")],
    "a group for boxes": [("__start__", "topics:mapping"), ("x", "y"), ("__end__", "topics:mapping")],
    "a text for a row": [("__start__", "seats:sequence"), ("x", "y"), ("__end__", "seats:sequence")],
    "a name twice": [("title", "One"), ("title", "Two")],
    "a group twice": [("__start__", "place:mapping"), ("__end__", "place:mapping")] * 2,
    "a name twice in a group": [
        ("__start__", "place:mapping"), ("street", "1"), ("street", "2"), ("__end__", "place:mapping"),
    ],
    "a zero byte": [("title", "Regular\x00meeting")],
    "another form": [("__formid__", "other")],
    "one more of what has no rows": [("__add__", "title")],
    "one more of nothing": [("__add__", "")],
    "a row less that is not there": [("__remove__", "seats.0")],
    "a row less than none": [("__remove__", "seats.-1")],
    "a row without a number": [("__remove__", "seats")],
}  # fmt: skip


@pytest.mark.parametrize("case", MALFORMED)
def test_a_post_that_no_form_of_ours_sends_is_a_bad_request(app, browser, case):
    answer = post(browser, MALFORMED[case], 400)
    assert "did not arrive in one piece" in answer.text
    assert app.received == []


def test_a_file_where_a_text_belongs_is_a_bad_request(browser):
    token = browser.get("/").form["csrf_token"].value
    for name in ("title", "__start__", "__add__"):
        browser.post("/", {"csrf_token": token}, upload_files=[(name, "a.txt", b"a")], status=400)


names = st.sampled_from(
    ["title", "kind", "seats", "seat", "name", "place", "topics", "day", "starts", "packet", "date"]
)
kinds = st.sampled_from(["mapping", "sequence", "rename", "ignore", "heap"])
tokens = st.one_of(
    st.tuples(names, st.text(max_size=6)),
    st.tuples(st.just("__start__"), st.builds("{}:{}".format, names, kinds)),
    st.tuples(st.just("__end__"), st.builds("{}:{}".format, names, kinds)),
    st.tuples(
        st.sampled_from(["__add__", "__remove__"]),
        st.sampled_from(["seats", "seats.0", "seats.0.links", "..", "0"]),
    ),
)


@pytest.fixture(scope="module")
def shared_browser():
    return TestApp(make_app())


@settings(max_examples=150, deadline=None)
@given(posted=st.lists(tokens, max_size=8))
def test_no_post_whatsoever_is_an_error_of_ours(shared_browser, posted):
    token = shared_browser.get("/").form["csrf_token"].value
    controls = [("csrf_token", token), *((key, value.encode("utf-8", "replace")) for key, value in posted)]
    assert shared_browser.post("/", controls, status="*").status_int in (200, 303, 400, 422)


def test_a_post_without_the_session_token_is_refused(app, browser, form):
    form["csrf_token"] = "stolen"
    form.submit("save", status=400)
    assert app.received == []


def test_two_forms_on_a_page_share_no_id_and_are_told_apart(browser):
    page = browser.get("/two")
    ids = Tags(page.text).attributes("id")
    assert len(ids) == len(set(ids))
    assert page.forms["first"].submit("save", status=303).location.endswith("from=first")


def test_our_words_fill_in_the_same_names_as_the_libraries_words():
    for theirs, ours in PLAIN_WORDS.items():
        assert set(Template(str(ours)).get_identifiers()) <= set(Template(theirs).get_identifiers())
