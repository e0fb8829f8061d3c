import { AwsError } from '../service.ts';

/** What a `Delete` document asks for. Versions and conditions of single keys are not served. */
export function deleteIn(body: Buffer): { Objects: { Key: string }[]; Quiet: boolean } {
  const xml = body.toString();
  const objects = [...xml.matchAll(/<Object>(.*?)<\/Object>/gs)].map(([, inside = '']) => inside);
  if (!/<Delete[\s>]/.test(xml) || objects.length === 0) throw malformed();
  return { Objects: objects.map(objectIn), Quiet: textIn(xml, 'Quiet') === 'true' };
}

/** The region that the document of `CreateBucket` names, if it comes with one. */
export function locationIn(body: Buffer): string | undefined {
  const xml = body.toString();
  if (xml.trim() !== '' && !xml.includes('CreateBucketConfiguration')) throw malformed();
  return textIn(xml, 'LocationConstraint');
}

/** The parts that a `CompleteMultipartUpload` document names. */
export function partsIn(body: Buffer): { PartNumber: number; ETag: string }[] {
  const parts = [...body.toString().matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, inside = '']) => inside);
  if (parts.length === 0) throw malformed();
  return parts.map((part) => ({ PartNumber: Number(textIn(part, 'PartNumber')), ETag: textIn(part, 'ETag') ?? '' }));
}

// Private

function objectIn(xml: string): { Key: string } {
  const Key = textIn(xml, 'Key');
  if (!Key) throw malformed();
  const [, other] = /<(?!Key[\s>])([A-Za-z]+)/.exec(xml) ?? [];
  if (other === undefined) return { Key };
  throw new AwsError('NotImplemented', `Objects are deleted by their Key alone here, not by ${other}.`, 501);
}

function textIn(xml: string, name: string): string | undefined {
  const [, text] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml) ?? [];
  return text === undefined ? undefined : unescapeXml(text);
}

function malformed(): AwsError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new AwsError('MalformedXML', message);
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (code > 0x10ffff) throw malformed();
    return String.fromCodePoint(code);
  });
}
