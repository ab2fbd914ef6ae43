"""What the public downloads of a meeting: each version of each paper on its agendas, and all of them in one packet."""

from typing import Any

from pyramid.httpexceptions import HTTPGone, HTTPNotFound
from pyramid.response import Response

from governance.documents import serving
from governance.documents.queries import find_documents
from governance.meetings.document_views import VERSION
from governance.meetings.packet import PacketFile, compute_mark, list_files, read_blocks, write_packet
from governance.meetings.planning_queries import find_paper_of_meeting
from governance.meetings.queries import find_documents as find_papers_of_items
from governance.meetings.queries import find_items
from governance.meetings.resources import MEETING_PATH, MeetingRecord
from governance.security import Permission
from governance.web.locale import _
from governance.web.parameters import read_whole_number

MOST_ITEMS = 2000


def read_document(context: MeetingRecord, request: Any) -> Response:
    """A paper that was on a posted agenda of the meeting, or shows a notice of it: the newest version, or one by number."""
    paper_id = find_paper_of_meeting(request.db, context.meeting.id, request.matchdict["document"])
    papers = find_documents(request.db, [paper_id] if paper_id is not None else [])
    if paper_id is None or paper_id not in papers:
        raise HTTPNotFound
    number = read_whole_number(request, VERSION)
    version = papers[paper_id].newest if number is None else papers[paper_id].find(number)
    if version is None:
        raise HTTPNotFound
    if not version.is_readable:
        reason = version.withdrawn_because
        raise HTTPGone(
            detail=_("This version was withdrawn: ${reason}", mapping={"reason": reason})
            if reason
            else _("The content of this version is no longer kept.")
        )
    return serving.send(request, version)


def read_packet(context: MeetingRecord, request: Any) -> Response:
    """All papers of the meeting's agenda as they are now."""
    meeting, db = context.meeting, request.db
    by_item = find_papers_of_items(db, meeting.id)
    items = find_items(db, meeting.id, MOST_ITEMS, 0)
    listed = [(item.number or str(item.position), list_ids(by_item.get(item.id, []))) for item in items]
    listed.insert(0, ("", list_ids(by_item.get(None, []))))
    files = list_files(find_documents(db, [one for _number, ids in listed for one in ids]), listed)
    contents = write_contents(context, request, files)
    etag = f'"{compute_mark(files, contents)}"'
    headers = [
        ("Content-Type", "application/zip"),
        ("Content-Disposition", serving.write_disposition(f"{meeting.key}.zip")),
        ("ETag", etag),
        ("Cache-Control", "public, max-age=0, must-revalidate"),
        ("Vary", "Accept-Language, Cookie"),
    ]
    if request.headers.get("If-None-Match") == etag:
        return Response(status=304, headerlist=headers[2:])
    if request.method == "HEAD":
        return Response(headerlist=headers, app_iter=())
    packet = write_packet(request.registry.database, files, contents)
    size = packet.seek(0, 2)
    packet.seek(0)
    return Response(headerlist=[*headers, ("Content-Length", str(size))], app_iter=read_blocks(packet))


def list_ids(papers: list[Any]) -> list[int]:
    return [paper.document_id for paper in papers if paper.document_id is not None]


def write_contents(context: MeetingRecord, request: Any, files: list[PacketFile]) -> str:
    """The list that lies in the packet, in the reader's language."""
    translate = request.layout.translate
    lines = [context.board.name, f"{context.meeting.title}, {context.meeting.starts_at.isoformat()}", ""]
    for file in files:
        lines += [file.title, f"  SHA-256 {file.version.digest}"]
        if file.version.is_readable:
            lines.append(f"  {file.name}")
        else:
            reason = {"reason": file.version.withdrawn_because or "-"}
            lines.append("  " + translate(_("This version was withdrawn: ${reason}", mapping=reason)))
    if not files:
        lines.append(translate(_("No documents of this meeting are kept here.")))
    return "\r\n".join([*lines, ""])


def includeme(config: Any) -> None:
    for name, path, view in (
        ("document", f"{MEETING_PATH}/documents/{{document:[a-z0-9]{{10}}}}", read_document),
        ("packet", f"{MEETING_PATH}/packet.zip", read_packet),
    ):
        config.add_route(f"meetings.{name}", path, factory=MeetingRecord)
        config.add_view(view, route_name=f"meetings.{name}", request_method="GET", permission=Permission.RECORD_READ)
