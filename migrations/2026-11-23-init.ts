import { type Kysely, sql } from 'kysely'

/**
 * Everything the service stores, for PostgreSQL 15 and PGlite alike. Two choices run through it:
 * instants are `timestamptz(3)`, since what a program writes has milliseconds and a cursor must come back equal;
 * documents nobody queries inside are `json`, not `jsonb`, because they hold text of strangers: `json` keeps `\u0000` and
 * unpaired surrogates as they were written, `jsonb` refuses them.
 */
export const init = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [...people, ...workspaces, ...analyses, ...results]) {
      await sql.raw(statement).execute(db)
    }
  },
}

/** better-auth's tables for e-mail and password, organization and bearer, as its `compileMigrations` prints them. */
const people = [
  `create table "user" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "name" text not null,
    "email" text not null unique,
    "emailVerified" boolean not null,
    "image" text,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null)`,
  `create table "session" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "expiresAt" timestamptz not null,
    "token" text not null unique,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz not null,
    "ipAddress" text,
    "userAgent" text,
    "userId" uuid not null references "user" ("id") on delete cascade,
    "activeOrganizationId" text)`,
  `create table "account" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "accountId" text not null,
    "providerId" text not null,
    "userId" uuid not null references "user" ("id") on delete cascade,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz,
    "scope" text,
    "password" text,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz not null)`,
  `create table "verification" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "identifier" text not null,
    "value" text not null,
    "expiresAt" timestamptz not null,
    "createdAt" timestamptz default current_timestamp not null,
    "updatedAt" timestamptz default current_timestamp not null)`,
  `create table "organization" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "name" text not null,
    "slug" text not null unique,
    "logo" text,
    "createdAt" timestamptz not null,
    "metadata" text)`,
  `create table "member" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "organizationId" uuid not null references "organization" ("id") on delete cascade,
    "userId" uuid not null references "user" ("id") on delete cascade,
    "role" text not null,
    "createdAt" timestamptz not null)`,
  `create table "invitation" (
    "id" uuid default pg_catalog.gen_random_uuid() not null primary key,
    "organizationId" uuid not null references "organization" ("id") on delete cascade,
    "email" text not null,
    "role" text,
    "status" text not null,
    "expiresAt" timestamptz not null,
    "createdAt" timestamptz default current_timestamp not null,
    "inviterId" uuid not null references "user" ("id") on delete cascade)`,
  `create index "session_userId_idx" on "session" ("userId")`,
  `create index "account_userId_idx" on "account" ("userId")`,
  `create index "verification_identifier_idx" on "verification" ("identifier")`,
  `create index "member_organizationId_idx" on "member" ("organizationId")`,
  `create index "member_userId_idx" on "member" ("userId")`,
  `create index "invitation_organizationId_idx" on "invitation" ("organizationId")`,
  `create index "invitation_email_idx" on "invitation" ("email")`,
]

const workspaces = [
  `create table plans (
    slug text primary key,
    name text not null,
    api_access boolean not null,
    analyses_per_day integer not null check (analyses_per_day >= 0))`,
  `insert into plans (slug, name, api_access, analyses_per_day) values
    ('free', 'Free', false, 5), ('pro', 'Pro', true, 100), ('teams', 'Teams', true, 1000)`,
  // A workspace is one of better-auth's organizations, with what better-auth does not know of it.
  `create table workspaces (
    id uuid primary key references "organization" ("id") on delete cascade,
    plan text not null references plans (slug),
    retention_days integer not null default 30 check (retention_days > 0),
    keep_input boolean not null default false,
    policy json not null default '{}')`,
  `create table api_keys (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    name text not null,
    prefix text not null,
    hash bytea not null unique,
    created_at timestamptz(3) not null default now(),
    last_used_at timestamptz(3),
    expires_at timestamptz(3),
    revoked_at timestamptz(3),
    calls_total bigint not null default 0)`,
  `create index api_keys_newest on api_keys (workspace_id, created_at desc, id desc)`,
  `create table key_days (
    key_id uuid not null references api_keys (id) on delete cascade,
    day date not null,
    calls bigint not null,
    primary key (key_id, day))`,
  `create table usage_days (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    day date not null,
    used integer not null check (used >= 0),
    primary key (workspace_id, day))`,
]

const analyses = [
  `create table uploads (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    filename text,
    declared_bytes bigint,
    received_bytes bigint not null default 0,
    state text not null default 'open' check (state in ('open', 'receiving', 'complete', 'failed')),
    created_at timestamptz(3) not null default now(),
    expires_at timestamptz(3) not null)`,
  `create index uploads_expiry on uploads (expires_at)`,
  // key_id and user_id say who asked and outlive neither; upload_id has no foreign key, since an upload expires first.
  `create table analyses (
    id uuid primary key,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    key_id uuid references api_keys (id) on delete set null,
    user_id uuid references "user" ("id") on delete set null,
    status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed', 'cancelled')),
    source text not null check (source in ('trace', 'pcap-url', 'upload')),
    created_at timestamptz(3) not null default now(),
    started_at timestamptz(3),
    finished_at timestamptz(3),
    lease_owner text,
    lease_until timestamptz(3),
    attempt integer not null default 0,
    stages json not null default '[]',
    input json,
    context json not null default '{"endpoints":[]}',
    policy json not null default '{}',
    upload_id uuid,
    pcap_url text,
    summary text,
    severity_counts json not null default '{"critical":0,"high":0,"medium":0,"low":0,"info":0}',
    recommendations json not null default '[]',
    coverage json not null default '[]',
    metrics json,
    failure json,
    charged_day date,
    refunded boolean not null default false,
    last_seq integer not null default 0)`,
  `create index analyses_newest on analyses (workspace_id, created_at desc, id desc)`,
  `create index analyses_leases on analyses (lease_until) where status = 'running'`,
  `create index analyses_retention on analyses (finished_at) where finished_at is not null`,
  `create index analyses_key on analyses (key_id) where key_id is not null`,
  `create index analyses_user on analyses (user_id) where user_id is not null`,
  `create unique index analyses_upload on analyses (upload_id) where upload_id is not null`,
  // Packed with zstd, see store/inputs.ts.
  `create table inputs (
    analysis_id uuid primary key references analyses (id) on delete cascade,
    trace bytea not null)`,
  // Deferred, so that the key can be claimed before the row it stands for is written in the same transaction.
  `create table idempotency_keys (
    workspace_id uuid not null references workspaces (id) on delete cascade,
    key text not null,
    body_hash text not null,
    analysis_id uuid not null references analyses (id) on delete cascade deferrable initially deferred,
    created_at timestamptz(3) not null default now(),
    primary key (workspace_id, key))`,
  `create index idempotency_keys_age on idempotency_keys (created_at)`,
  `create index idempotency_keys_analysis on idempotency_keys (analysis_id)`,
]

const results = [
  `create table analysis_events (
    analysis_id uuid not null references analyses (id) on delete cascade,
    seq integer not null check (seq > 0),
    at timestamptz(3) not null,
    data json not null,
    primary key (analysis_id, seq))`,
  `create table findings (
    analysis_id uuid not null references analyses (id) on delete cascade,
    id text not null,
    workspace_id uuid not null references workspaces (id) on delete cascade,
    position bigint generated always as identity,
    rank integer not null,
    rule text,
    severity text not null,
    severity_order smallint not null,
    category text not null,
    title text not null,
    fingerprint text not null,
    data json not null,
    found_at timestamptz(3) not null default now(),
    primary key (analysis_id, id))`,
  `create index findings_newest on findings (workspace_id, position desc)`,
  `create index findings_fingerprint on findings (workspace_id, fingerprint, position desc)`,
  `create table calls (
    analysis_id uuid not null references analyses (id) on delete cascade,
    number integer not null,
    data json not null,
    primary key (analysis_id, number))`,
  `create table streams (
    analysis_id uuid not null references analyses (id) on delete cascade,
    number integer not null,
    data json not null,
    primary key (analysis_id, number))`,
]
