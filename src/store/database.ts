import type { ColumnType, Generated, GeneratedAlways, Kysely, Transaction } from 'kysely'
import type { AnalysisStatus } from '../model/analysis.ts'

/** What every store function takes first. Inside a transaction that is `trx`: PGlite has one connection (style §3). */
export type Db = Kysely<Database> | Transaction<Database>

/** `json`: written as text, read as parsed. */
type Json = ColumnType<unknown, string, string>
type JsonOrNull = ColumnType<unknown, string | null, string | null>
type Defaulted<Read, Write = Read> = ColumnType<Read, Write | undefined, Write>
/** `date`: `YYYY-MM-DD` both ways. */
type Day = string

/** The tables as migrations make them. better-auth's own are here only as far as we read them. */
export interface Database {
  plans: PlanTable
  workspaces: WorkspaceTable
  user: { id: string; name: string; email: string }
  organization: OrganizationTable
  member: MemberTable
  api_keys: ApiKeyTable
  key_days: { key_id: string; day: Day; calls: number }
  usage_days: { workspace_id: string; day: Day; used: number }
  uploads: UploadTable
  analyses: AnalysisTable
  inputs: { analysis_id: string; trace: Uint8Array }
  idempotency_keys: IdempotencyTable
  analysis_events: { analysis_id: string; seq: number; at: Date; data: Json }
  findings: FindingTable
  calls: NumberedTable
  streams: NumberedTable
  registrations: NumberedTable
  hosts: { analysis_id: string; data: Json }
}

interface PlanTable {
  slug: string
  name: string
  api_access: boolean
  analyses_per_day: number
}

interface WorkspaceTable {
  id: string
  plan: string
  retention_days: Generated<number>
  keep_input: Generated<boolean>
  policy: Defaulted<unknown, string>
}

interface OrganizationTable {
  id: string
  name: string
  slug: string
  createdAt: Date
}

interface MemberTable {
  id: Generated<string>
  organizationId: string
  userId: string
  role: string
  createdAt: Date
}

interface ApiKeyTable {
  id: string
  workspace_id: string
  name: string
  prefix: string
  hash: Uint8Array
  created_at: Generated<Date>
  last_used_at: Date | null
  expires_at: Date | null
  revoked_at: Date | null
  calls_total: Generated<number>
}

interface UploadTable {
  id: string
  workspace_id: string
  filename: string | null
  declared_bytes: number | null
  received_bytes: Generated<number>
  state: Generated<'open' | 'receiving' | 'complete' | 'failed'>
  created_at: Generated<Date>
  expires_at: Date
}

interface AnalysisTable {
  id: string
  workspace_id: string
  key_id: string | null
  user_id: string | null
  status: Generated<AnalysisStatus>
  source: 'trace' | 'pcap-url' | 'upload'
  created_at: Generated<Date>
  started_at: Date | null
  finished_at: Date | null
  lease_owner: string | null
  lease_until: Date | null
  attempt: Generated<number>
  stages: Defaulted<unknown, string>
  input: JsonOrNull
  context: Defaulted<unknown, string>
  policy: Defaulted<unknown, string>
  upload_id: string | null
  pcap_url: string | null
  summary: string | null
  next_capture: string | null
  severity_counts: Defaulted<unknown, string>
  recommendations: Defaulted<unknown, string>
  coverage: Defaulted<unknown, string>
  metrics: JsonOrNull
  failure: JsonOrNull
  charged_day: Day | null
  refunded: Generated<boolean>
  last_seq: Generated<number>
}

interface IdempotencyTable {
  workspace_id: string
  key: string
  body_hash: string
  analysis_id: string
  created_at: Generated<Date>
}

interface FindingTable {
  analysis_id: string
  id: string
  workspace_id: string
  position: GeneratedAlways<number>
  rank: number
  rule: string | null
  severity: string
  severity_order: number
  category: string
  title: string
  fingerprint: string
  data: Json
  found_at: Generated<Date>
}

interface NumberedTable {
  analysis_id: string
  number: number
  data: Json
}
