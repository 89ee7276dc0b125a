-- What the HTTP API needs beside the book: answers kept for requests that are made again, and orders
-- that its lists are read in.

create table api_answer (
  practice_id uuid not null references practice,
  -- The caller's Idempotency-Key.
  key text collate "C" not null,
  -- Of method, path and body: one key for another request is refused.
  request_hash text not null,
  asked_at timestamptz not null,
  -- Null while the first request is still being answered.
  status int,
  body text,
  primary key (practice_id, key)
);
create index api_answer_asked on api_answer (asked_at);

create index payment_date on payment (practice_id, date, id);
create index finding_opened on finding (connection_id, opened_at, id) where closed_at is null;
