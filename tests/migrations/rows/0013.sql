INSERT INTO motion_version (id, motion_id, number, meeting_id, agenda_item_id, kind, status, text, effect, consent, reconsidered, entered_at) VALUES (1, 24, 1, 20, 21, 'main', 'carried', 'Approve the report', 'The report goes to the council.', false, false, '2025-03-04 18:10:00.000000');
INSERT INTO conflict_declaration (id, agenda_item_id, person_id, conflict, recuses, entered_at) VALUES (1, 21, 11, 'employment', true, '2025-03-04 18:10:00.000000');
INSERT INTO held_vote (id, key, meeting_id, motion_id, door, opened_at, matter, running_tally, entered_at) VALUES (1, 'heldvote01', 20, 24, 'proposed', '2025-03-04 18:20:00.000000', '', true, '2025-03-04 18:20:00.000000');
INSERT INTO vote_facts (id, held_vote_id, stage, at, content, digest, entered_at) VALUES (1, 1, 'opening', '2025-03-04 18:20:00.000000', '{}', 'ab', '2025-03-04 18:20:00.000000');
INSERT INTO cast_ballot (id, held_vote_id, person_id, choice, at, how, receipt, request, entered_by) VALUES (1, 1, 11, 'aye', '2025-03-04 18:21:00.000000', 'own_device', '0a', 'r1', 1);
INSERT INTO vote_erratum (id, held_vote_id, reason, changes, result_before, result_after, entered_at) VALUES (1, 1, 'Misheard', '{}', 'carried', 'lost', '2025-03-05 18:20:00.000000');
INSERT INTO election (id, key, meeting_id, agenda_item_id, office, entered_at) VALUES (1, 'election01', 20, 21, 'Chair', '2025-03-04 18:30:00.000000');
INSERT INTO election_round (id, election_id, number, candidates, taken_at, named, outcome, digest, entered_at) VALUES (1, 1, 1, '["one"]', '2025-03-04 18:31:00.000000', '{}', '{}', 'ab', '2025-03-04 18:31:00.000000');
