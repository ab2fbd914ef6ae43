"""A small application that holds one form with every widget, for tests of the forms kernel and of its look.

`make_app()` is a WSGI application. `/` is the form, `/two` two forms on one page, `/done` what a good post
leads to, and `/static/...` the portal's static files. What a good post held is kept in `app.received`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import colander
import deform
import deform.widget
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.session import JSONSerializer, SignedCookieSessionFactory

from governance.web import form_fields, forms

CHECKOUT = Path(__file__).parents[2]
KINDS = [("regular", "Regular"), ("special", "Special"), ("emergency", "Emergency")]


class Seat(colander.MappingSchema):
    name = colander.SchemaNode(colander.String(), title="Name")
    role = colander.SchemaNode(
        colander.String(),
        title="Role",
        **form_fields.one_of([("member", "Member"), ("chair", "Chair")], radio=True),
    )
    links = colander.SchemaNode(
        colander.Sequence(),
        colander.SchemaNode(colander.String(), name="link", title="Link"),
        title="Links",
        missing=(),
    )


class Place(colander.MappingSchema):
    street = colander.SchemaNode(colander.String(), title="Street", missing="")


class Sample(colander.MappingSchema):
    """Every widget once."""

    title = colander.SchemaNode(
        colander.String(),
        title="Title",
        description="As the notice says it",
        validator=colander.Length(min=3, max=40),
        widget=deform.widget.TextInputWidget(
            attributes={"autocomplete": "off", "onclick": "no()", "style": "color: red"}
        ),
    )
    email = colander.SchemaNode(
        colander.String(),
        title="Email",
        missing="",
        validator=colander.Email(),
        widget=deform.widget.TextInputWidget(attributes={"type": "email", "autocomplete": "email"}),
    )
    summary = colander.SchemaNode(colander.String(), title="Summary", missing="", widget=deform.widget.TextAreaWidget())
    seats_needed = colander.SchemaNode(
        colander.Integer(), title="Seats needed", validator=colander.Range(1, 25), missing=None
    )
    kind = colander.SchemaNode(colander.String(), title="Kind", **form_fields.one_of(KINDS))
    manner = colander.SchemaNode(
        colander.String(), title="Manner", missing=None, **form_fields.one_of(KINDS, radio=True)
    )
    topics = colander.SchemaNode(colander.Set(), title="Topics", missing=(), **form_fields.any_of(KINDS))
    public = colander.SchemaNode(
        colander.Boolean(), title="Open to the public", description="Closed ones need a reason"
    )
    day = colander.SchemaNode(colander.Date(), title="Day", missing=None)
    starts = colander.SchemaNode(colander.DateTime(), title="Starts", description="Time in Chicago", missing=None)
    ends = colander.SchemaNode(colander.Time(), title="Ends", missing=None)
    packet = colander.SchemaNode(form_fields.UploadedFile(), title="Packet", missing=None)
    reference = colander.SchemaNode(colander.String(), missing="", widget=deform.widget.HiddenWidget())
    place = Place(title="Place")
    seats = colander.SchemaNode(
        colander.Sequence(),
        Seat(name="seat", title="Seat"),
        title="Seats",
        missing=(),
        widget=deform.widget.SequenceWidget(max_len=4),
    )


@dataclass(frozen=True)
class SamplerLayout:
    """What layout.jinja2 asks of every page."""

    request: Request
    lang: str = "en"
    title: str = "Sample"
    portal_name: str = "Community oversight"
    home: str = "/"
    boards_address: str = "/boards"
    root: str = ""
    person: None = None
    twin: str | None = None
    breadcrumbs: list[Any] = field(default_factory=list)
    language_links: list[Any] = field(default_factory=list)

    def static(self, name: str) -> str:
        return str(self.request.static_url(str(CHECKOUT / "governance/web/static" / name)))


class SampleViews:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.form = forms.build_form(
            request,
            Sample(),
            formid="sample",
            buttons=[forms.Button("save", "Save"), forms.Button("publish", "Publish")],
        )

    def show(self) -> dict[str, Any]:
        return {"form": self.form, "heading": "Every field", "layout": SamplerLayout(self.request)}

    def submit(self) -> Any:
        return forms.submit(self.request, self.form, self.act) or self.show()

    def act(self, values: dict[str, Any]) -> str:
        if values["title"] == "Taken":
            raise forms.FieldProblem("title", "Another one is called that")
        if values["title"] == "Row":
            raise forms.FieldProblem("seats.0.name", "This person has a seat")
        self.request.registry.settings["received"].append((forms.pressed(self.request, self.form), values))
        return "/done"


class TwoForms:
    def __init__(self, request: Request) -> None:
        self.request = request
        self.forms = [forms.build_form(request, Place(), formid=name, buttons=["save"]) for name in ("first", "second")]

    def show(self) -> Any:
        return Response("".join(form.render() for form in self.forms))

    def submit(self) -> Any:
        names = [form.formid for form in self.forms if forms.is_posted(self.request, form)]
        return forms.submit(self.request, self.forms[0], lambda values: f"/done?from={'.'.join(names)}") or self.show()


def make_app() -> Any:
    """The application; its `received` lists (button, values) of each good post."""
    received: list[Any] = []
    settings = {
        "received": received,
        "jinja2.directories": str(CHECKOUT / "templates"),
        "jinja2.undefined": "strict",
    }
    settings |= {
        "jinja2.i18n.domain": "governance",
        "jinja2.trim_blocks": "true",
        "jinja2.lstrip_blocks": "true",
    }
    with Configurator(settings=settings) as config:
        config.include("pyramid_jinja2")
        config.set_session_factory(SignedCookieSessionFactory("sampler", serializer=JSONSerializer()))
        config.set_default_csrf_options(require_csrf=True)
        config.add_translation_dirs(str(CHECKOUT / "governance/locale"))
        config.add_static_view("static", str(CHECKOUT / "governance/web/static"))
        for name, pattern in (("sample", "/"), ("two", "/two"), ("done", "/done")):
            config.add_route(name, pattern)
        page = {"route_name": "sample", "renderer": "forms/page.jinja2"}
        config.add_view(SampleViews, attr="show", request_method="GET", **page)
        config.add_view(SampleViews, attr="submit", request_method="POST", **page)
        config.add_view(TwoForms, attr="show", request_method="GET", route_name="two")
        config.add_view(TwoForms, attr="submit", request_method="POST", route_name="two")
        config.add_view(lambda request: Response("done"), route_name="done")
        app = config.make_wsgi_app()
    app.received = received
    return app
