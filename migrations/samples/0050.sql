-- Rows as they stand in the tables of 0050: a task about Anna that Mia has, and one about a guest that is done.
INSERT INTO tasks (shop_id, task_id, member_id, user_id, words, said_chat, said_message, owner, made_by, made_at, due_at, state,
    ended_at, ended_by, cause)
VALUES (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000f01',
    UUID '01900000-0000-7000-8000-000000000101', NULL, '{"subject":{"kind":"words","what":"Call about the boots"},"quote":"When do they come?"}',
    -1001234567890, 55, 4242, 4242, '2026-11-22T10:00:00+00:00', '2026-11-23T09:00:00+00:00', 'open', NULL, NULL, 'task:-1001234567890:56'),
   (UUID '01900000-0000-7000-8000-0000000000aa', UUID '01900000-0000-7000-8000-000000000f02',
    NULL, 777, '{"subject":{"kind":"low_rating","stars":1},"who":"Zoe"}',
    NULL, NULL, NULL, NULL, '2026-11-22T10:00:00+00:00', '2026-11-22T11:00:00+00:00', 'done', '2026-11-22T10:30:00+00:00', 4242, 'touch:1');
