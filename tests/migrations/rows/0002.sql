INSERT INTO ledger_log (id, key, kind, board_id, size, frontier) VALUES (1, '0123456789', 'board', 3, 1, BYTES('frontier'));
INSERT INTO ledger_log (id, key, kind, board_id, size, frontier) VALUES (2, '0123456780', 'instance', NULL, 0, BYTES(''));
INSERT INTO ledger_shape (id, table_name, columns) VALUES (1, 'board', 'id,name');
INSERT INTO ledger_entry (log_id, sequence, at, kind, body, hashes) VALUES (1, 1, '2025-01-02 03:04:05.000000', 'board.renamed', '{}', BYTES('hashes'));
INSERT INTO ledger_seal (log_id, sequence, position, shape_id, row_id, salt, digest, purged_in) VALUES (1, 1, 0, 1, 3, BYTES('salt'), BYTES('digest'), NULL);
INSERT INTO ledger_seal (log_id, sequence, position, shape_id, row_id, salt, digest, purged_in) VALUES (1, 1, 1, 1, 2, NULL, BYTES('digest'), 1);
INSERT INTO ledger_head (log_id, size, at, root, key, signature) VALUES (1, 1, '2025-01-02 03:04:05.000000', BYTES('root'), 'key', BYTES('signature'));
INSERT INTO ledger_private_act (id, log_id, day, shape_id, row_id, salt, digest) VALUES (1, 1, '2025-01-02', 1, 3, BYTES('salt'), BYTES('digest'));
