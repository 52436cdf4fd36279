import { METHODS } from '../../decode/sip/start-line.ts'

/** A method as it names a fault: whatever is not registered is one word, so that made-up ones are no finding each. */
export const methodScope = (method: string): string => (METHODS.has(method) ? method : 'other')
