INSERT INTO meeting_draft (id, key, board_id, meeting_id, content, edit, entered_at, changed_at) VALUES (1, '0123456789', 3, 20, '{}', 1, '2025-01-02 03:04:05.000000', '2025-01-02 03:04:05.000000');
INSERT INTO agenda_version (id, meeting_id, number, content, digest, changes, posted_at, posted_by) VALUES (1, 20, 1, '{}', 'ab', '[]', '2025-02-27 18:00:00.000000', 1);
INSERT INTO notice (id, meeting_id, agenda_version_id, channel, posted_at, entered_at) VALUES (1, 20, 1, 'portal', '2025-02-27 18:00:00.000000', '2025-02-27 18:00:00.000000');
INSERT INTO meeting_status_change (id, meeting_id, status, decided_by, reason, entered_at) VALUES (1, 20, 'postponed', 'chair', 'A storm', '2025-03-03 18:00:00.000000');
INSERT INTO closed_day (id, jurisdiction_id, day, name, closed, entered_at) VALUES (1, 7, '2025-03-04', 'Founders day', TRUE, '2025-01-02 03:04:05.000000');
INSERT INTO annual_schedule (id, board_id, year, posted_at, days, entered_at) VALUES (1, 3, 2025, '2025-01-02 03:04:05.000000', '["2025-03-04"]', '2025-01-02 03:04:05.000000');
INSERT INTO coming_answer (id, meeting_id, person_id, coming, reason, answered_at) VALUES (1, 20, 11, 'yes', BYTES('sealed'), '2025-03-01 18:00:00.000000');
