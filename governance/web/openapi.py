"""The description of the JSON interface (OpenAPI 3.1), made from the registered pages and the types of their contents."""

import json
import re
from importlib.metadata import version
from typing import Any

from pyramid.authorization import Allow, Everyone
from pyramid.response import Response

from governance.security import Permission
from governance.web.locale import LANGUAGE_NAMES
from governance.web.pages import API, JSON, PublicPage

ERROR = {
    "type": "object",
    "required": ["status", "error", "explanation", "reference"],
    "additionalProperties": False,
    "properties": {
        "status": {"type": "integer"},
        "error": {"type": "string"},
        "explanation": {"type": "string"},
        "reference": {"type": "string"},
    },
}
PLACEHOLDER = re.compile(r"{(\w+)(?::([^{}]*(?:{[^{}]*}[^{}]*)*))?}")


class Interface:
    """The interface's own description, which everybody may read."""

    __acl__ = ((Allow, Everyone, Permission.PORTAL_READ),)

    def __init__(self, request: Any) -> None:
        pass


def describe_page(page: PublicPage, schemas: dict[str, Any]) -> dict[str, Any]:
    """One path of the description; the types of its content are added to schemas."""
    schema = page.adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[page.content.__name__] = schema
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": f"^{pattern or '[^/]+'}$"},
        }
        for name, pattern in PLACEHOLDER.findall(page.path)
    ]
    parameters += [
        {"name": parameter.name, "in": "query", "schema": parameter.schema, "description": parameter.description}
        for parameter in page.parameters
    ]
    language = {"type": "string", "enum": list(LANGUAGE_NAMES)}
    parameters.append({"name": "language", "in": "query", "schema": language, "description": "Language of texts"})
    reference = {"$ref": f"#/components/schemas/{page.content.__name__}"}
    return {
        "get": {
            "operationId": page.name,
            "summary": page.summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": page.summary, "content": {JSON: {"schema": reference}}},
                "304": {"description": "Unchanged since the ETag that was sent with If-None-Match"},
                "400": {"$ref": "#/components/responses/Error"},
                "404": {"$ref": "#/components/responses/Error"},
            },
        }
    }


def describe_interface(pages: list[PublicPage]) -> dict[str, Any]:
    """The whole description as a JSON object."""
    schemas: dict[str, Any] = {"Error": ERROR}
    paths = {PLACEHOLDER.sub(r"{\1}", (API + page.path).rstrip("/")): describe_page(page, schemas) for page in pages}
    error = {"schema": {"$ref": "#/components/schemas/Error"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Community advisory boards", "version": version("governance")},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Error": {"description": "Why not, in plain words", "content": {JSON: error}}},
        },
    }


def show_interface(context: Interface, request: Any) -> Response:
    registry = request.registry
    # No page is added once the application serves, and to describe them all takes long.
    if getattr(registry, "described_interface", None) is None:
        registry.described_interface = json.dumps(describe_interface(registry.public_pages)).encode()
    return Response(registry.described_interface, content_type=JSON, cache_control="public, max-age=3600")


def includeme(config: Any) -> None:
    config.add_route("openapi", f"{API}/openapi.json", factory=Interface)
    config.add_view(show_interface, route_name="openapi", request_method="GET", permission=Permission.PORTAL_READ)
