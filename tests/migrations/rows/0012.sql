INSERT INTO program (id, key, board_id, name, operator, zone, entered_at, entered_by) VALUES (1, '0123456789', 3, 'Crisis Response', 'City of Ottershaw', 'America/Denver', '2025-01-02 03:04:05.000000', 1);
INSERT INTO reporting_schedule (id, program_id, every_months, due_days, started_on, basis, entered_at) VALUES (1, 1, 3, 30, '2025-01-01', 'Ordinance 12', '2025-01-02 03:04:05.000000');
INSERT INTO report (id, key, program_id, starts_on, ends_on, due_on, entered_at) VALUES (1, '0123456789', 1, '2025-01-01', '2025-03-31', '2025-04-30', '2025-04-02 03:04:05.000000');
INSERT INTO report_draft (id, key, report_id, content, edit, entered_at, changed_at) VALUES (1, '0123456789', 1, '{}', 1, '2025-04-02 03:04:05.000000', '2025-04-02 03:04:05.000000');
INSERT INTO report_version (id, report_id, number, source, content, headlines, digest, changes, published_at) VALUES (1, 1, 1, 'hand', '{}', '[]', 'ab', '[]', '2025-04-03 03:04:05.000000');
INSERT INTO report_figures (id, report_version_id, figures, released) VALUES (1, 1, '{}', BYTES('x'));
INSERT INTO report_attachment (id, report_version_id, document_id, position) VALUES (1, 1, 1, 1);
