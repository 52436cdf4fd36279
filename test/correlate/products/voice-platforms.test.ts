import { expect, test } from 'vitest'
import { voicePlatformAt } from '../../../src/correlate/products/voice-platforms.ts'

test.each([
  ['sip:proj_x@sip.api.openai.com;transport=tls', 'OpenAI Realtime'],
  ['sip:proj_x@swedencentral.sip.ai.azure.com;transport=tls', 'OpenAI Realtime'],
  ['"Agent" <sip:+12025550100@sip.rtc.elevenlabs.io:5060>;tag=1', 'ElevenLabs'],
  ['sip:x@abc123.sip.livekit.cloud', 'LiveKit'],
  ['SIP:X@SIP.VAPI.AI', 'Vapi'],
  ['sip:sip.retellai.com', 'Retell AI'],
  ['<sip:agent_1@example.sip.ultravox.ai>', 'Ultravox'],
  ['sip:123@example.sip.daily.co', 'Daily (Pipecat)'],
])('%s is %s', (text, name) => {
  expect(voicePlatformAt(text)?.name).toBe(name)
})

test.each([
  'sip:bob@example.com',
  'sip:vapi.ai@example.com',
  'sip:bob@notvapi.ai',
  'sip:bob@vapi.ai.example.com',
  'sip:bob@sip.example.com;x=vapi',
  '',
])('%s is no platform', (text) => {
  expect(voicePlatformAt(text)).toBeUndefined()
})

test('what is taken over connections alone says so', () => {
  expect(voicePlatformAt('sip:x@sip.api.openai.com')?.transports).toEqual(['TLS'])
  expect(voicePlatformAt('sip:x@sip.rtc.elevenlabs.io')?.transports).toEqual(['TCP', 'TLS'])
  expect(voicePlatformAt('sip:x@x.sip.livekit.cloud')?.transports).toBeUndefined()
})

test('a very long text is looked at only at its beginning', () => {
  expect(voicePlatformAt(`${'a@'.repeat(100_000)}vapi.ai`)).toBeUndefined()
})
