INSERT INTO passkey (id, key, account_id, credential, public_key, used_count, transports, name, added_at) VALUES (1, '0123456789', 1, BYTES('credential'), BYTES('public'), 3, '["usb"]', 'Phone', '2025-01-02 03:04:05.000000');
INSERT INTO passkey_challenge (id, hash, purpose, account_id, expires_at) VALUES (1, 'hash', 'add', 1, '2025-01-02 03:04:05.000000');
INSERT INTO authenticator_app (id, key, account_id, sealed, added_at, last_step) VALUES (1, '0123456789', 1, BYTES('sealed'), '2025-01-02 03:04:05.000000', 57871234);
INSERT INTO recovery_code (id, code_hash, account_id, issued_at, expires_at) VALUES (1, 'hash', 1, '2025-01-02 03:04:05.000000', '2025-02-02 03:04:05.000000');
