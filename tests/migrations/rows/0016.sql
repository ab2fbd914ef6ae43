INSERT INTO subscription (id, key, board_id, topics, language, address, ending, ending_hash, asked_at, confirmed_at, told_up_to) VALUES (1, 'subscribe1', 2, '["meetings"]', 'es', BYTES('sealed'), BYTES('sealedtoo'), 'ab', '2025-03-01 18:00:00.000000', '2025-03-01 19:00:00.000000', 4);
UPDATE outgoing_message SET unsubscribe = 'https://boards.example.org/end' WHERE id = 1;
