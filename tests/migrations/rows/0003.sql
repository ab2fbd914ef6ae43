INSERT INTO account (id, key, name, language, person_id, entered_at) VALUES (1, '0123456789', 'Ada Invented', 'es', 11, '2025-01-02 03:04:05.000000');
INSERT INTO contact_address (id, account_id, address, mailbox, confirmed_at, entered_at) VALUES (1, 1, 'Ada@example.org', 'ada@example.org', '2025-01-02 03:04:05.000000', '2025-01-02 03:04:05.000000');
INSERT INTO role_assignment (id, key, account_id, role, board_id, started_on, entered_at) VALUES (1, '0123456789', 1, 'chair', 3, '2025-01-01', '2025-01-02 03:04:05.000000');
INSERT INTO role_assignment (id, key, account_id, role, entered_at, assigned_by) VALUES (2, '0123456780', 1, 'administrator', '2025-01-02 03:04:05.000000', 1);
INSERT INTO account_session (id, key, token_hash, account_id, made_by, factors, made_at, last_seen_at, expires_at) VALUES (1, '0123456789', 'hash', 1, 'link', '["link"]', '2025-01-02 03:04:05.000000', '2025-01-02 03:04:05.000000', '2025-01-03 03:04:05.000000');
INSERT INTO sign_in_link (id, token_hash, purpose, account_id, contact_id, made_at, expires_at) VALUES (1, 'hash', 'sign_in', 1, 1, '2025-01-02 03:04:05.000000', '2025-01-03 03:04:05.000000');
INSERT INTO kept_form (id, token_hash, account_id, path, form, sealed, expires_at) VALUES (1, 'hash', 1, '/own', 'own', BYTES('sealed'), '2025-01-03 03:04:05.000000');
