/** Certificates as credentials that a machine verifies without asking us: over HTTP, by two verifiers of the registry. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import sql from 'sql-template-tag';
import type { RoleClaim } from '../../src/access/token.js';
import { IssuerKeys } from '../../src/config/issuer-keys.js';
import { withProof } from '../../src/features/credential/linked-data.js';
import { PROGRAMME_FOLDER } from '../../src/programmes/reader.js';
import { startApp, type TestApp } from '../support/app.js';
import { bearer } from '../support/http.js';
import {
  AGENCY,
  coordinator,
  Journeys,
  OTHER_PROVIDER,
  participant,
  PROVIDER,
  type Begun,
} from '../support/journeys.js';
import { OPEN_BADGE_CREDENTIAL } from '../support/open-badge-schema.js';
import { readPdf } from '../support/pdf.js';
import { verifiers } from '../support/verifiers.js';

const ORIGIN = 'https://forloeb.example';
const DID = 'did:web:forloeb.example';
/** Within the year for which the certificates hold. */
const MEANWHILE = '2026-06-01T10:00:00Z';
const REASON = 'Vurderet af kompetenceleverandøren';

/** How many are signed to see how long that takes: `CREDENTIALS=100`. */
const MANY = Number(process.env['CREDENTIALS'] ?? 2);

type Certified = Begun & { certificate: any };

let app: TestApp;
let journeys: Journeys;
let folder: string;
let one: Certified;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'forloeb-credentials-'));
  const rules = readFileSync(join(PROGRAMME_FOLDER, 'ad-bostoette-2019.jsonc'), 'utf8')
    .replaceAll('AD_BOSTOETTE_2019', 'AD_TIDSBEGRAENSET')
    .replace('"validMonths": null', '"validMonths": 12');
  writeFileSync(join(folder, 'ad-tidsbegraenset.jsonc'), rules);
  app = await startApp('2025-01-20T10:00:00Z', {
    programmeFolder: folder,
    settings: { PUBLIC_URL: ORIGIN, ISSUER_KEYS: join(folder, 'keys'), ISSUER_NAME: 'Kompetencehuset' },
  });
  journeys = new Journeys(app);
  journeys.programmeKey = 'AD_TIDSBEGRAENSET';
  await journeys.provider('nordlys');
  one = await journeys.certified();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = async (path: string, headers: Record<string, string> = {}) =>
  fetch(`${await app.app.getUrl()}${path}`, { headers });
const getAs = async (roles: RoleClaim[], path: string, headers: Record<string, string> = {}) =>
  get(path, { ...headers, authorization: await bearer(roles) });
/** As a verifier does, who is nobody to us; the lists it gets are of this moment, by its own clock. */
const asked = async (path: string) => {
  app.clock.set(new Date().toISOString());
  const response = await get(path);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  return response.json();
};
const credentialOf = async ({ certificate: { number } }: Certified, version = '') =>
  (await getAs(AGENCY, `/credentials/${number}${version}`)).json() as any;
const tokenOf = async ({ certificate: { number } }: Certified) =>
  (await getAs(AGENCY, `/credentials/${number}.jwt`)).text();

const VERIFIERS = verifiers(asked, { origin: ORIGIN, did: DID });
/** What each verifier says. */
const verdicts = async (credential: any, now = MEANWHILE) =>
  Promise.all(Object.values(VERIFIERS).map(async (verify) => verify(credential, now)));
const expectVerified = async (credential: any) => {
  for (const verdict of await verdicts(credential)) expect(verdict).toMatchObject({ verified: true });
};
const expectRefused = async (credential: any, why: RegExp, now = MEANWHILE) => {
  for (const verdict of await verdicts(credential, now))
    expect(verdict).toEqual({ verified: false, why: expect.stringMatching(why) });
};
const keyFor = async (kid: string | undefined) => {
  const { verificationMethod } = await asked('/.well-known/did.json');
  const method = verificationMethod.find((each: any) => each.id === kid && each.type === 'JsonWebKey');
  if (method === undefined) throw new Error(`No such key: ${kid}`);
  return importJWK(method.publicKeyJwk, 'EdDSA');
};
const tokenVerified = async (token: string, now = MEANWHILE) => {
  const key = await keyFor(decodeProtectedHeader(token).kid);
  return jwtVerify(token, key, { issuer: DID, algorithms: ['EdDSA'], currentDate: new Date(now) });
};

describe('a credential', () => {
  it('is what Open Badges 3.0 asks for, and a misspelt property would be found', async () => {
    const ajv = new Ajv2019({ allErrors: true, strict: false });
    formats.default(ajv);
    const validate = ajv.compile(OPEN_BADGE_CREDENTIAL);
    const credential = await credentialOf(one);
    validate(credential);
    expect(validate.errors).toBeNull();
    const { achievement, ...subject } = credential.credentialSubject;
    expect(validate({ ...credential, credentialSubject: { ...subject, achievment: achievement } })).toBe(
      false,
    );
  });

  it('V24: says what the certificate said when it was issued, each time the same, to the letter', async () => {
    const { number } = one.certificate;
    const before = await (await getAs(AGENCY, `/credentials/${number}`)).text();
    expect(JSON.parse(before)).toMatchObject({
      id: expect.stringMatching(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      name: 'Mødeleder i Åben Dialog',
      issuer: { id: DID, name: 'Kompetencehuset', url: ORIGIN },
      // 2 February 2026 in Copenhagen, and the year that follows.
      validFrom: '2026-02-01T23:00:00.000Z',
      awardedDate: '2026-02-01T23:00:00.000Z',
      validUntil: '2027-02-01T22:59:59.999Z',
      credentialSubject: {
        identifier: [{ hashed: false, identityHash: 'Åse Møller', identityType: 'name' }],
        licenseNumber: number,
      },
    });
    const words = JSON.parse(before)
      .evidence.map((each: any) => each.narrative)
      .join('\n');
    expect(words).toMatch(/^16 af 16 halve dage ved udstedelsen\.\n\n16 of 16 half-days at issue\.$/m);
    expect(words).toMatch(/^Bestået i forsøg 1 den 02\.02\.2026\.\n\nPassed in attempt 1 on 2026-02-02\.$/m);
    expect(words).toContain('0 h 0 min of 50 h 0 min at issue.');
    expect(words).toContain('AD_TIDSBEGRAENSET, track MEETING_LEADER, version 1.');
    // Supervision goes on, the person is called something else, time passes.
    app.clock.set('2026-05-01T10:00:00Z');
    await journeys.supervise(one);
    const renamed = { personId: one.person.id, name: 'Åse Holm', reason: 'Gift' };
    await journeys.succeed(AGENCY, 'personRename', renamed, 'person { id }');
    expect(await (await getAs(AGENCY, `/credentials/${number}`)).text()).toBe(before);
  });

  it('V24, L1: counts a half-day that was made up among those attended, as the paper does', async () => {
    const begun = await journeys.begin();
    await journeys.attend(begun, '2 PM');
    await journeys.attempt(begun.first, begun.enrolmentId);
    const makesUpHalfDayId = await journeys.halfDay(begun.seminarDays[2]!, 'PM');
    const [day] = await journeys.days(await journeys.cohort(), 'SEMINAR', 2, ['2026-02-23', '2026-02-24']);
    const guest = { enrolmentId: begun.enrolmentId, part: 'PM', state: 'PRESENT', makesUpHalfDayId };
    const sheet = { courseDayId: day, entries: [guest] };
    await journeys.succeed(PROVIDER, 'attendanceRecord', sheet, 'courseDay { id }');
    const { certificate } = await journeys.issue(begun.enrolmentId);
    expect(certificate.basis).toMatchObject({ attendedHalfDays: 15, madeUpHalfDays: 1 });

    const { evidence } = await credentialOf({ ...begun, certificate });
    expect(evidence[0].narrative).toBe(
      '16 af 16 halve dage ved udstedelsen. Heraf 1 ved opsamling.\n\n16 of 16 half-days at issue. Of these 1 made up.',
    );
    const paper = await getAs(AGENCY, `/certificates/${certificate.number}.pdf`);
    const { text } = await readPdf(Buffer.from(await paper.arrayBuffer()));
    expect(text.replaceAll(/\s+/g, ' ')).toContain('16 af 16 halve dage, heraf 1 indhentet');
  });

  it('is made with what is kept here: no other context is fetched', async () => {
    const { proof, ...document } = await credentialOf(one);
    const { privateKey } = generateKeyPairSync('ed25519');
    const elsewhere = [...document['@context'], 'https://elsewhere.example/context'];
    const signed = withProof(
      { ...document, '@context': elsewhere },
      { multikeyId: proof.verificationMethod, privateKey },
    );
    await expect(signed).rejects.toThrow(/elsewhere\.example/);
    const failure: any = await signed.catch((error: unknown) => error);
    expect(String(failure.details?.cause)).toContain('is not kept here, and nothing is fetched');
  });

  it('holds nobody’s e-mail address, and calls nothing an official rule', async () => {
    const text = JSON.stringify(await credentialOf(one));
    expect(text).not.toContain(one.person.email);
    expect(text).not.toContain('@example.dk');
    const { narrative } = (await credentialOf(one)).credentialSubject.achievement.criteria;
    expect(narrative).toContain('16 halve dage');
    expect(narrative).toContain('ikke en officiel regel');
    expect(narrative).toContain('not an official rule');
  });
});

describe('a verifier that has never heard of us', () => {
  it('accepts a good one', async () => {
    await expectVerified(await credentialOf(one));
  });

  it('refuses one in which anything was changed', async () => {
    const credential = await credentialOf(one);
    const { credentialSubject: subject } = credential;
    const [who] = subject.identifier;
    for (const tampered of [
      {
        ...credential,
        credentialSubject: { ...subject, identifier: [{ ...who, identityHash: 'En Anden' }] },
      },
      { ...credential, validUntil: '2037-02-01T22:59:59.999Z' },
      { ...credential, evidence: credential.evidence.slice(1) },
      {
        ...credential,
        credentialStatus: credential.credentialStatus.map((each: any) => ({ ...each, statusListIndex: '1' })),
      },
    ])
      await expectRefused(tampered, /Invalid signature/);
  });

  it('refuses one that was signed by somebody else in our name', async () => {
    const { proof, ...document } = await credentialOf(one);
    const { privateKey } = generateKeyPairSync('ed25519');
    const forged = await withProof(document, { multikeyId: proof.verificationMethod, privateKey });
    await expectRefused(forged, /Invalid signature/);
    const unknown = { ...document, proof: { ...proof, verificationMethod: `${DID}#z6Mkunknown` } };
    await expectRefused(unknown, /No such key/);
  });

  it('refuses one whose last day is over, not before', async () => {
    const credential = await credentialOf(one);
    for (const { verified } of await verdicts(credential, '2027-02-01T22:00:00Z'))
      expect(verified).toBe(true);
    await expectRefused(credential, /expiration|after .*validUntil/, '2027-02-02T10:00:00Z');
  });

  it('V25, L22: is told while it is under review, and no more when it was upheld', async () => {
    const two = await journeys.certified();
    const credential = await credentialOf(two);
    app.clock.set(MEANWHILE);
    await journeys.correctAttendance(two, 2, 'PM');
    await expectRefused(credential, /suspension_status/);
    for (const { why } of await verdicts(credential)) expect(why).not.toMatch(/revocation_status is set/);
    const decision = { number: two.certificate.number, decision: 'UPHOLD', reason: REASON };
    await journeys.succeed(PROVIDER, 'certificateReviewDecide', decision, 'certificate { status }');
    await expectVerified(credential);
  });

  it('L15: refuses one that was revoked, and accepts it again when it was reinstated', async () => {
    const two = await journeys.certified();
    const { number } = two.certificate;
    const credential = await credentialOf(two);
    await journeys.revoke(number);
    await expectRefused(credential, /revocation_status/);
    expect(await credentialOf(two)).toEqual(credential);
    await journeys.succeed(
      PROVIDER,
      'certificateReinstate',
      { number, reason: REASON },
      'certificate { status }',
    );
    await expectVerified(credential);
  });

  it('L16: refuses the version that was replaced; the new one has an id, a place and a day of its own', async () => {
    const two = await journeys.certified();
    const { number } = two.certificate;
    const first = await credentialOf(two);
    const renamed = { personId: two.person.id, name: 'Karen Holm', reason: 'Gift' };
    await journeys.succeed(AGENCY, 'personRename', renamed, 'person { id }');
    app.clock.set(MEANWHILE);
    const before = await journeys.ask(PROVIDER, `{ certificate(number: "${number}") { credentialUrl } }`);
    const urls = 'certificate { versions { credentialUrl } }';
    const reissued = await journeys.succeed(
      PROVIDER,
      'certificateReissue',
      { number, reason: 'Nyt navn' },
      urls,
    );
    const links = reissued.certificate.versions.map((each: any) => each.credentialUrl.replace(ORIGIN, ''));
    expect(await (await get(links[0])).json()).toEqual(first);
    expect(await (await get(links[1])).json()).toEqual(await credentialOf(two));
    expect(await (await get(before.certificate.credentialUrl.replace(ORIGIN, ''))).json()).toEqual(first);
    const second = await credentialOf(two);
    await expectVerified(second);
    await expectRefused(first, /revocation_status/);
    expect(await credentialOf(two, '/1')).toEqual(first);
    expect(await credentialOf(two, '/2')).toEqual(second);
    expect(second.id).not.toBe(first.id);
    expect(second.credentialStatus[0].statusListIndex).not.toBe(first.credentialStatus[0].statusListIndex);
    expect(second.credentialSubject).toMatchObject({
      id: first.credentialSubject.id,
      identifier: [{ identityHash: 'Karen Holm' }],
    });
    expect([second.validFrom, second.awardedDate]).toEqual(['2026-05-31T22:00:00.000Z', first.awardedDate]);
  });
});

describe('as a JSON Web Token', () => {
  it('is the same credential, and says so again in the registered claims', async () => {
    const { proof: _, ...document } = await credentialOf(one);
    const { payload, protectedHeader } = await tokenVerified(await tokenOf(one));
    const { iss, sub, jti, nbf, exp, ...credential } = payload;
    expect(credential).toEqual(document);
    expect({ iss, sub, jti }).toEqual({ iss: DID, sub: document.credentialSubject.id, jti: document.id });
    expect(new Date(nbf! * 1000).toISOString()).toBe(document.validFrom);
    expect(new Date(exp! * 1000).toISOString()).toBe('2027-02-01T22:59:59.000Z');
    expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: expect.stringMatching(`^${DID}#`) });
    expect(await tokenOf(one)).toBe(await tokenOf(one));
  });

  it('is refused when it was changed, when it is over, and when another key signed it', async () => {
    const token = await tokenOf(one);
    const [header, payload, signature] = token.split('.');
    const changed = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    changed.credentialSubject.identifier[0].identityHash = 'En Anden';
    const forged = [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
    await expect(tokenVerified(forged)).rejects.toThrow('signature verification failed');
    await expect(tokenVerified(token, '2027-02-02T10:00:00Z')).rejects.toThrow('"exp" claim');
    const other = generateKeyPairSync('ed25519').publicKey;
    await expect(jwtVerify(token, other, { currentDate: new Date(MEANWHILE) })).rejects.toThrow('signature');
  });
});

describe('the keys', () => {
  it('are told to everybody as Multikey and as JSON Web Key, never with their private half', async () => {
    const answer = await get('/.well-known/did.json');
    expect(answer.headers.get('content-type')).toContain('json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    const document: any = await answer.json();
    const [multikey, jwk] = document.verificationMethod;
    expect(document).toMatchObject({ id: DID, assertionMethod: [multikey.id, jwk.id] });
    expect(multikey).toEqual({
      id: `${DID}#${multikey.publicKeyMultibase}`,
      type: 'Multikey',
      controller: DID,
      publicKeyMultibase: expect.stringMatching(/^z6Mk/),
    });
    expect(jwk).toEqual({
      id: expect.stringMatching(`^${DID}#[\\w-]{43}$`),
      type: 'JsonWebKey',
      controller: DID,
      publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: expect.stringMatching(/^[\w-]{43}$/) },
    });
  });

  it('after a rotation: what is fetched is signed with the new one, what was fetched before still verifies', async () => {
    const [earlier, earlierToken] = [await credentialOf(one), await tokenOf(one)];
    await new IssuerKeys(join(folder, 'keys')).rotate();
    const [later, laterToken] = [await credentialOf(one), await tokenOf(one)];
    expect(later.proof.verificationMethod).not.toBe(earlier.proof.verificationMethod);
    expect({ ...later, proof: null }).toEqual({ ...earlier, proof: null });
    for (const credential of [earlier, later]) await expectVerified(credential);
    for (const token of [earlierToken, laterToken])
      expect((await tokenVerified(token)).payload.jti).toBe(earlier.id);
    expect((await asked('/.well-known/did.json')).assertionMethod).toHaveLength(4);
    const mixed = {
      ...earlier,
      proof: { ...earlier.proof, verificationMethod: later.proof.verificationMethod },
    };
    await expectRefused(mixed, /Invalid signature/);
  });
});

describe('the status lists', () => {
  const bits = (list: any) => {
    const { encodedList } = list.credentialSubject;
    expect(encodedList[0]).toBe('u');
    const bytes = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'));
    return Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  };
  const placesOf = async (...statuses: string[]) => {
    const rows = await app.store.query<{ place: number; status: string }>(
      sql`SELECT p.place, c.status FROM credential_status_place p JOIN certificate c ON c.id = p.certificate_id WHERE p.list = 1`,
    );
    return rows
      .filter(({ status }) => statuses.includes(status))
      .map(({ place }) => place)
      .sort();
  };
  const setIn = (text: string) => [...text].flatMap((bit, place) => (bit === '1' ? [place] : [])).sort();

  it('have 131,072 places, of which exactly those are set that the certificates’ events say', async () => {
    const two = await journeys.certified();
    await credentialOf(two);
    app.clock.set(MEANWHILE);
    await journeys.correctAttendance(two, 2, 'PM');
    const [revocation, suspension] = [
      await asked('/status/revocation-1'),
      await asked('/status/suspension-1'),
    ];
    for (const list of [revocation, suspension]) expect(bits(list)).toHaveLength(131_072);
    expect(setIn(bits(revocation))).toEqual(await placesOf('REVOKED', 'REPLACED'));
    expect(setIn(bits(suspension))).toEqual(await placesOf('REVIEW_REQUIRED'));
    expect(setIn(bits(suspension))).not.toEqual([]);
    expect(suspension).toMatchObject({
      id: `${ORIGIN}/status/suspension-1`,
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: DID,
      credentialSubject: { type: 'BitstringStatusList', statusPurpose: 'suspension' },
    });
    expect(JSON.stringify(suspension)).not.toMatch(/Åse|FL-/);
  });

  it('are for everybody, kept shortly, and not sent again while nothing has changed', async () => {
    app.clock.set('2026-06-01T10:00:00Z');
    const answer = await get('/status/revocation-1');
    expect(answer.headers.get('content-type')).toContain('application/vc');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    const etag = answer.headers.get('etag')!;
    const again = async () => get('/status/revocation-1', { 'if-none-match': etag });
    expect((await again()).status).toBe(304);
    await journeys.revoke(one.certificate.number);
    expect((await again()).status).toBe(200);
    const { number } = one.certificate;
    await journeys.succeed(
      PROVIDER,
      'certificateReinstate',
      { number, reason: REASON },
      'certificate { status }',
    );
    expect((await again()).status).toBe(304);
    // By the hour, so that an old copy is found out.
    app.clock.set('2026-06-01T11:00:00Z');
    const list: any = await (await again()).json();
    expect([list.validFrom, list.validUntil]).toEqual([
      '2026-06-01T11:00:00.000Z',
      '2026-06-02T11:00:00.000Z',
    ]);
  });

  it('that do not exist are not there', async () => {
    for (const name of [
      'revocation-2',
      'suspension-0',
      'refresh-1',
      'revocation-1x',
      'revocation-99999999999',
    ])
      expect((await get(`/status/${name}`)).status).toBe(404);
  });
});

describe(`${MANY} credentials`, () => {
  const numbers: string[] = [];
  beforeAll(async () => {
    const begun = await journeys.begin();
    let { engagement } = begun;
    const ids = [begun.enrolmentId];
    app.clock.set('2025-01-20T10:00:00Z');
    while (ids.length < MANY) {
      // Six seats in each municipality.
      if (ids.length % 6 === 0) engagement = await journeys.engagement();
      const person = await journeys.person(`Deltager ${ids.length + 1}`);
      ids.push(await journeys.enrol(engagement, person.id, { cohortId: begun.cohortId }));
    }
    app.clock.set(MEANWHILE);
    for (const courseDayId of begun.seminarDays) {
      const entries = ids.flatMap((enrolmentId) =>
        ['AM', 'PM'].map((part) => ({ enrolmentId, part, state: 'PRESENT' })),
      );
      await journeys.succeed(PROVIDER, 'attendanceRecord', { courseDayId, entries }, 'courseDay { id }');
    }
    for (const enrolmentId of ids) {
      await journeys.attempt(begun.first, enrolmentId);
      const { number } = (await journeys.issue(enrolmentId)).certificate;
      // Its place in the status list is drawn when it is asked for the first time.
      await getAs(AGENCY, `/credentials/${number}`);
      numbers.push(number);
    }
  }, 600_000);

  it.each([
    ['with a Data Integrity proof', ''],
    ['as JSON Web Tokens', '.jwt'],
  ])(
    'are signed %s, each for its own certificate',
    async (words, form) => {
      const headers = { authorization: await bearer(AGENCY) };
      const signed: string[] = [];
      const [begin, before] = [performance.now(), process.cpuUsage()];
      for (const number of numbers)
        signed.push(await (await get(`/credentials/${number}${form}`, headers)).text());
      const [took, { user, system }] = [performance.now() - begin, process.cpuUsage(before)];
      for (const [index, text] of signed.entries()) {
        const said = form === '' ? JSON.parse(text) : (await tokenVerified(text)).payload;
        expect(JSON.stringify(said)).toContain(numbers[index]);
      }
      const each = (milliseconds: number) => `${(milliseconds / MANY).toFixed(1)} ms`;
      if (process.env['CREDENTIALS'] !== undefined)
        process.stdout.write(
          `${MANY} credentials ${words}: ${Math.round(took)} ms, ${each(took)} each, with ${each((user + system) / 1000)} of processor time\n`,
        );
    },
    600_000,
  );
});

describe('who gets a credential', () => {
  const path = () => `/credentials/${one.certificate.number}`;

  it('the holder, and whoever may see the certificate', async () => {
    const reach = [AGENCY, PROVIDER, coordinator(one.engagement.municipality), participant(one.person.email)];
    for (const roles of reach)
      for (const form of [path(), `${path()}.jwt`, `${path()}/1`, `${path()}/1.jwt`])
        expect((await getAs(roles, form)).status).toBe(200);
  });

  it('for everybody else it looks like one that was never issued', async () => {
    const missing = async (response: Response) => ({ status: response.status, text: await response.text() });
    const never = await missing(await getAs(AGENCY, '/credentials/FL-2222-2222-2'));
    expect(never.status).toBe(404);
    const others = [
      OTHER_PROVIDER,
      coordinator('101'),
      participant('en.anden@example.dk'),
      [{ role: 'EVALUATOR' }],
    ];
    for (const form of [path(), `${path()}.jwt`, `${path()}/1`]) {
      for (const roles of others as RoleClaim[][])
        expect(await missing(await getAs(roles, form))).toEqual(never);
      expect(await missing(await get(form))).toEqual(never);
      expect(await missing(await get(form, { authorization: 'Bearer x' }))).toEqual(never);
    }
    for (const form of [`${path()}/2`, `${path()}/0`, `${path()}/x`, '/credentials/x', '/credentials/.jwt'])
      expect(await missing(await getAs(AGENCY, form))).toEqual(never);
  });

  it('in the form that they like best', async () => {
    const typeFor = async (accept: string, form = path()) =>
      (await getAs(AGENCY, form, { accept })).headers.get('content-type');
    expect(await typeFor('*/*')).toBe('application/vc');
    expect(await typeFor('text/html')).toBe('application/vc');
    expect(await typeFor('application/ld+json')).toContain('application/ld+json');
    expect(await typeFor('application/vc+ld+json, */*;q=0.1')).toContain('application/vc+ld+json');
    expect(await typeFor('application/vc+jwt')).toBe('application/vc+jwt');
    expect(await typeFor('*/*', `${path()}.jwt`)).toBe('application/vc+jwt');
  });

  it('in any spelling of its number, as a file with a name', async () => {
    const { number } = one.certificate;
    const answer = await getAs(AGENCY, `/credentials/${number.toLowerCase().replaceAll('-', '')}`);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${number}-1.json"`);
  });

  it('also by a link, without sign-in, until it ends', async () => {
    app.clock.set(MEANWHILE);
    const { number } = one.certificate;
    const query = `query($number: String!, $hours: Int) { certificate(number: $number) {
      credentialUrl(hours: $hours) credentialJwtUrl(hours: $hours) } }`;
    const mine = participant(one.person.email);
    const { certificate } = await journeys.ask(mine, query, { number });
    expect(certificate).toEqual((await journeys.ask(mine, query, { number, hours: 24 })).certificate);
    const links = [certificate.credentialUrl, certificate.credentialJwtUrl].map((link: string) =>
      link.replace(ORIGIN, ''),
    );
    const statuses = async (change = (link: string) => link) =>
      Promise.all(links.map(async (link) => (await get(change(link))).status));
    expect(await statuses()).toEqual([200, 200]);
    expect(await (await get(links[0]!)).json()).toEqual(await credentialOf(one));
    const two = await journeys.certified();
    expect(await statuses((link) => link.replace(number, two.certificate.number))).toEqual([404, 404]);
    expect(await statuses((link) => link.replace(/until=\d+/, 'until=9999999999'))).toEqual([404, 404]);
    app.clock.set('2026-06-02T10:01:00Z');
    expect(await statuses()).toEqual([410, 410]);
    for (const hours of [0, 169])
      expect((await app.ask(mine, query, { number, hours })).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
      });
  });
});
