INSERT INTO session_event (id, meeting_id, at, what, person_id, mode, request, entered_by, entered_at) VALUES (1, 20, '2025-03-04 18:00:00.000000', 'arrive', 11, 'remote', 'a', 1, '2025-03-04 18:00:00.000000');
INSERT INTO session_certificate (id, meeting_id, at, content, digest, entered_at) VALUES (1, 20, '2025-03-04 18:00:00.000000', '{}', 'ab', '2025-03-04 18:00:00.000000');
INSERT INTO item_step (id, agenda_item_id, what, at, entered_at) VALUES (1, 21, 'taken_up', '2025-03-04 18:10:00.000000', '2025-03-04 18:10:00.000000');
INSERT INTO item_note (id, agenda_item_id, note, entered_at) VALUES (1, 21, 'The board heard the report.', '2025-03-04 18:10:00.000000');
INSERT INTO off_agenda (id, agenda_item_id, exception, found, entered_at) VALUES (1, 21, 'Needed at once', 'By two thirds', '2025-03-04 18:10:00.000000');
