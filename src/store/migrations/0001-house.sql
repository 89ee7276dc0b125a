-- The book, the mirror, and what lies between them. Times are parameters, never now(); ids come from
-- the program; text is compared byte by byte so that every order is one order.

create table installation (
  id text primary key,
  epoch int not null default 1,
  made_at timestamptz not null
);

create table practice (
  id uuid primary key,
  name text not null,
  base_currency text not null,
  country_code text not null,
  time_zone text not null,
  import_settings jsonb not null default '{}',
  made_at timestamptz not null
);

create table person (
  id uuid primary key,
  practice_id uuid not null references practice,
  name text not null,
  email text not null,
  initials text not null,
  role text not null check (role in ('owner', 'admin', 'biller', 'timekeeper', 'viewer')),
  unique (practice_id, email)
);

create table api_key (
  hash text primary key,
  practice_id uuid not null references practice,
  person_id uuid references person,
  name text not null,
  made_at timestamptz not null
);

-- The book ------------------------------------------------------------------------------------------

create table contact (
  id uuid primary key,
  practice_id uuid not null references practice,
  number text collate "C" not null,
  external_id text collate "C",
  kind text not null check (kind in ('person', 'organisation')),
  name text not null,
  first_name text,
  last_name text,
  emails jsonb not null default '[]',
  phones jsonb not null default '[]',
  addresses jsonb not null default '[]',
  tax_number text,
  is_archived boolean not null default false,
  version int not null default 1,
  changed_at timestamptz not null,
  unique (practice_id, number),
  unique (practice_id, external_id)
);
create index contact_name on contact (practice_id, lower(name));

create table matter (
  id uuid primary key,
  practice_id uuid not null references practice,
  contact_id uuid not null references contact,
  number text collate "C" not null,
  name text not null,
  opened_on date,
  is_closed boolean not null default false,
  unique (practice_id, number)
);
create index matter_contact on matter (contact_id);

create table time_entry (
  id uuid primary key,
  practice_id uuid not null references practice,
  matter_id uuid not null references matter,
  person_id uuid not null references person,
  date date not null,
  description text not null,
  hours numeric not null,
  rate numeric not null,
  currency text not null
);
create index time_entry_matter on time_entry (matter_id);

create table expense_entry (
  id uuid primary key,
  practice_id uuid not null references practice,
  matter_id uuid not null references matter,
  person_id uuid references person,
  date date not null,
  description text not null,
  category text not null,
  quantity numeric not null,
  unit_price numeric not null,
  currency text not null,
  tax_code text not null
);
create index expense_entry_matter on expense_entry (matter_id);

create table invoice (
  id uuid primary key,
  practice_id uuid not null references practice,
  contact_id uuid not null references contact,
  number text collate "C" not null,
  external_id text collate "C",
  status text not null check (status in ('draft', 'awaiting_approval', 'issued', 'cancelled')),
  date date not null,
  due_date date,
  currency text not null,
  currency_rate numeric,
  amounts_are text not null check (amounts_are in ('exclusive', 'inclusive', 'no_tax')),
  reference text not null default '',
  net numeric not null,
  tax numeric not null,
  total numeric not null,
  source text not null default 'book',
  -- Of the content as brought in: importing the same again changes nothing.
  content_hash text,
  version int not null default 1,
  changed_at timestamptz not null,
  check (net + tax = total),
  unique (practice_id, number),
  unique (practice_id, external_id)
);
create index invoice_contact on invoice (contact_id);
create index invoice_date on invoice (practice_id, date, number);

create table invoice_line (
  invoice_id uuid not null references invoice on delete cascade,
  position int not null,
  kind text not null
    check (kind in ('time', 'expense', 'fixed_fee', 'discount', 'write_off', 'no_charge', 'rounding')),
  description text not null,
  matter_id uuid references matter,
  date date,
  timekeeper text,
  entry_id uuid,
  quantity numeric not null,
  unit_price numeric not null,
  discount numeric not null,
  amount numeric not null,
  tax_code text not null,
  tax_rate numeric not null,
  tax numeric not null,
  is_tax_stated boolean not null default false,
  primary key (invoice_id, position)
);
-- A time or expense entry is on one live invoice; cancelling one releases its entries (entry_id null).
create unique index invoice_line_entry on invoice_line (entry_id) where entry_id is not null;

create table payment (
  id uuid primary key,
  practice_id uuid not null references practice,
  invoice_id uuid not null references invoice,
  external_id text collate "C",
  date date not null,
  amount numeric not null check (amount > 0),
  currency text not null,
  reference text not null default '',
  bank_account text not null,
  entered_in text not null check (entered_in in ('book', 'xero')),
  generation int not null default 1,
  is_deleted boolean not null default false,
  version int not null default 1,
  changed_at timestamptz not null,
  unique (practice_id, external_id)
);
create index payment_invoice on payment (invoice_id);

-- Connections ---------------------------------------------------------------------------------------

create table connection (
  id uuid primary key,
  practice_id uuid not null references practice,
  -- One tenant has one connection in an installation.
  tenant_id text not null unique,
  organisation_name text not null,
  grant_kind text not null check (grant_kind in ('authorization_code', 'client_credentials')),
  policy jsonb not null,
  reference jsonb,
  reference_read_at timestamptz,
  -- connected; lost: a person must consent again; halted: a mark of ours that nothing here explains
  state text not null check (state in ('connected', 'lost', 'halted', 'disconnected')),
  state_reason text,
  connected_by text,
  connected_at timestamptz not null,
  lease_owner text,
  lease_epoch int not null default 0,
  lease_until timestamptz,
  minute_remaining int,
  day_remaining int,
  budget_read_at timestamptz
);

create table connection_token (
  connection_id uuid primary key references connection,
  -- Sealed with AES-256-GCM; never logged, never shown.
  access_token text not null,
  refresh_token text,
  expires_at timestamptz not null,
  refresh_expires_at timestamptz,
  scopes jsonb not null default '[]',
  renewed_at timestamptz not null,
  -- One process refreshes at a time; a claim that outlived its process ends by itself.
  refreshing_until timestamptz
);

-- Between sending a person to Xero and their coming back; used once.
create table sign_in (
  state text primary key,
  sealed text not null,
  redirect_uri text not null,
  options jsonb not null,
  made_at timestamptz not null
);

create table cursor (
  connection_id uuid not null references connection,
  resource text not null,
  modified_since timestamptz not null,
  read_at timestamptz not null,
  primary key (connection_id, resource)
);

create table mirror (
  connection_id uuid not null references connection,
  kind text not null check (kind in ('contact', 'invoice', 'payment', 'credit_note')),
  xero_id uuid not null,
  updated_at timestamptz not null,
  seen_at timestamptz not null,
  status text not null,
  number text collate "C" not null default '',
  name_key text collate "C" not null default '',
  -- The contact of an invoice, the invoice of a payment.
  parent_id uuid,
  body jsonb not null,
  primary key (connection_id, kind, xero_id)
);
create index mirror_number on mirror (connection_id, kind, number) where number <> '';
create index mirror_name on mirror (connection_id, kind, name_key) where name_key <> '';
create index mirror_parent on mirror (connection_id, kind, parent_id) where parent_id is not null;

create index mirror_payment_reference on mirror (connection_id, (body ->> 'reference'))
  where kind = 'payment';

create table link (
  connection_id uuid not null references connection,
  kind text not null check (kind in ('contact', 'invoice', 'payment')),
  book_id uuid not null,
  xero_id uuid not null,
  book_version int not null,
  base jsonb not null,
  linked_at timestamptz not null,
  -- When both were last found to agree after something was sent.
  sent_at timestamptz,
  primary key (connection_id, kind, book_id),
  unique (connection_id, kind, xero_id)
);

-- Writes: intents are stored before the call, calls keep the exact bytes -----------------------------

create table call (
  id uuid primary key,
  connection_id uuid not null references connection,
  lease_epoch int not null,
  method text not null,
  path text not null,
  body text not null,
  marks jsonb not null,
  idempotency_key text not null,
  token_fingerprint text not null,
  sent_at timestamptz not null,
  answered_at timestamptz,
  status int,
  note text
);
create index call_open on call (connection_id, sent_at) where answered_at is null;

create table intent (
  id uuid primary key,
  call_id uuid not null references call,
  connection_id uuid not null references connection,
  kind text not null check (kind in ('contact', 'invoice', 'payment')),
  book_id uuid not null,
  -- The id that hints name it by: payments are planned by invoice.
  hint_id uuid not null,
  book_version int not null,
  mark text collate "C" not null,
  write jsonb not null,
  attempt_key text not null,
  state text not null check (state in ('open', 'accepted', 'rejected', 'absent')),
  messages jsonb not null default '[]',
  looks int not null default 0,
  looked_at timestamptz,
  opened_at timestamptz not null,
  settled_at timestamptz
);
-- An open intent blocks its record for every worker.
create unique index intent_open on intent (connection_id, kind, book_id) where state = 'open';
create index intent_record on intent (connection_id, kind, book_id, opened_at);
create index intent_call on intent (call_id);

-- What people ask for, and what they are told ---------------------------------------------------------

create table want (
  id uuid primary key,
  connection_id uuid not null references connection,
  kind text not null,
  book_id uuid not null,
  action text not null check (action in ('retry')),
  made_by text not null,
  made_at timestamptz not null
);
create index want_record on want (connection_id, kind, book_id);

create table finding (
  id uuid primary key,
  connection_id uuid not null references connection,
  kind text not null,
  book_id uuid not null,
  code text not null,
  facts jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index finding_open on finding (connection_id, kind, book_id) where closed_at is null;

-- "Look here": which records a plan has to be made for. Carries no truth.
create table hint (
  connection_id uuid not null references connection,
  kind text not null check (kind in ('contact', 'invoice', 'payment')),
  book_id uuid not null,
  times int not null default 1,
  primary key (connection_id, kind, book_id)
);

create table sync_run (
  id uuid primary key,
  connection_id uuid not null references connection,
  cause text not null,
  started_at timestamptz not null,
  phase text not null,
  done int not null default 0,
  total int not null default 0,
  calls int not null default 0,
  finished_at timestamptz,
  result jsonb
);
create index sync_run_started on sync_run (connection_id, started_at);

create table tie_out (
  id uuid primary key,
  connection_id uuid not null references connection,
  made_at timestamptz not null,
  agree boolean not null,
  report jsonb not null
);
create index tie_out_made on tie_out (connection_id, made_at);

-- Append-only, each row hashed over the one before ---------------------------------------------------

create table history (
  practice_id uuid not null references practice,
  sequence bigint not null,
  at timestamptz not null,
  actor text not null,
  side text not null check (side in ('book', 'xero')),
  kind text not null,
  record_id text not null,
  action text not null,
  changes jsonb not null,
  why text not null,
  request_id text,
  previous_hash text not null,
  hash text not null,
  primary key (practice_id, sequence)
);
create index history_record on history (practice_id, record_id, sequence);
create function history_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'history is append-only';
end $$;
create trigger history_append_only before update or delete on history
  for each row execute function history_is_append_only();
