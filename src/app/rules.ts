import { CATALOGUE, type RuleEntry as RuleInfo } from '../diagnose/catalogue.ts'

export type { RuleInfo }

/** What the service checks: the rules' own data, in the order of the catalogue. Public. */
export const ruleCatalogue = (): readonly RuleInfo[] => CATALOGUE
