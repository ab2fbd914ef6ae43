INSERT INTO participation_terms (id, board_id, rules_en, closes_hours, entered_at) VALUES (1, 2, 'Be brief.', 24, '2025-03-01 18:00:00.000000');
INSERT INTO public_comment (id, key, meeting_id, agenda_item_id, kind, state, words, receipt_hash, written_at, taken_out) VALUES (1, 'comment001', 20, 21, 'written', 'waiting', 'Keep the night shift.', 'ab', '2025-03-02 18:00:00.000000', 0);
