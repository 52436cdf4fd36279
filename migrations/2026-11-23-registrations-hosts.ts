import { type Kysely, sql } from 'kysely'

/**
 * Registrations, kept as calls are; who took part with how calls fared between them, one document an analysis; and which capture
 * would settle what an analysis left open.
 */
export const registrationsHosts = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of [registrations, hosts, nextCapture]) await sql.raw(statement).execute(db)
  },
}

const registrations = `create table registrations (
    analysis_id uuid not null references analyses (id) on delete cascade,
    number integer not null,
    data json not null,
    primary key (analysis_id, number))`

const hosts = `create table hosts (
    analysis_id uuid primary key references analyses (id) on delete cascade,
    data json not null)`

const nextCapture = 'alter table analyses add column next_capture text'
