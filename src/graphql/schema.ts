import './scalars.ts'
import './viewer.ts'
import './quota.ts'
import './key.ts'
import './rule.ts'
import './finding.ts'
import './call.ts'
import './stream.ts'
import './registration.ts'
import './analysis.ts'
import './upload.ts'
import './analyze.ts'
import './events.ts'
import { builder } from './builder.ts'

/** The public schema. Each import above adds a type's file. */
export const schema = builder.toSchema()
