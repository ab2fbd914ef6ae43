INSERT INTO legal_hold (id, key, reason, rule, placed_at, lifted_at) VALUES (1, '0123456789', 'A case', 'mail-addresses', '2025-01-02 03:04:05.000000', '2025-02-02 03:04:05.000000');
