INSERT INTO document_content (id, digest, size, parts, media_type, entered_at) VALUES (1, 'ab', 3, 1, 'application/pdf', '2025-01-02 03:04:05.000000');
INSERT INTO document_part (content_id, position, content) VALUES (1, 0, BYTES('pdf'));
INSERT INTO document (id, key, board_id, title, entered_at) VALUES (1, '0123456789', 3, 'Letter of appointment', '2025-01-02 03:04:05.000000');
INSERT INTO document_version (id, document_id, number, content_id, name, entered_at, entered_by) VALUES (1, 1, 1, 1, 'letter.pdf', '2025-01-02 03:04:05.000000', 1);
