INSERT INTO limit_secret (day, secret) VALUES ('2025-01-02', BYTES('secret'));
INSERT INTO limited_attempt (id, limit_name, key_hash, at) VALUES (1, 'links-for-address', 'hash', '2025-01-02 03:04:05.000000');
INSERT INTO outgoing_message (id, key, reason, language, recipient, subject, body, created_at, due_at, state, attempts) VALUES (1, '0123456789', 'invitation', 'en', 'ada@example.org', 'Subject', 'Text', '2025-01-02 03:04:05.000000', '2025-01-02 03:04:05.000000', 'sent', 1);
