import { Failure, isAbort } from '../../lib/failure.ts';
import type { Log } from '../../lib/log.ts';

/** The HTTP status of each failure that is not simply a bad request (400) or the rack's own trouble (500). */
const STATUS: Readonly<Record<string, number>> = {
  login_needed: 401,
  bad_token: 401,
  bad_link: 401,
  session_over: 401,
  access_revoked: 403,
  dumb_protocol: 403,
  from_a_page: 403,
  key_needed: 403,
  limited_token: 403,
  not_allowed: 403,
  app_not_found: 404,
  object_not_found: 404,
  release_not_found: 404,
  build_not_found: 404,
  instance_not_found: 404,
  commit_not_found: 404,
  image_not_found: 404,
  delivery_not_found: 404,
  drain_not_found: 404,
  developer_not_found: 404,
  file_not_found: 404,
  key_not_found: 404,
  nothing_there: 404,
  copy_not_found: 404,
  domain_not_found: 404,
  process_not_found: 404,
  timer_not_found: 404,
  token_not_found: 404,
  session_not_found: 404,
  resource_not_found: 404,
  certificate_not_found: 404,
  backup_not_found: 404,
  webhook_not_found: 404,
  method_not_allowed: 405,
  slow_request: 408,
  app_exists: 409,
  app_locked: 409,
  not_locked: 409,
  domain_taken: 409,
  domain_declared: 409,
  certificate_in_use: 409,
  certificate_not_issued: 409,
  no_https: 409,
  path_taken: 409,
  resource_exists: 409,
  resource_linked: 409,
  resource_not_ready: 409,
  deletion_protected: 409,
  env_linked: 409,
  env_taken: 409,
  not_linked: 409,
  option_fixed: 409,
  no_backups: 409,
  no_endpoint: 409,
  app_updating: 403,
  app_not_updating: 403,
  registry_not_found: 404,
  build_unfinished: 409,
  nothing_to_promote: 409,
  build_cancelled: 409,
  no_build_running: 409,
  commit_ambiguous: 409,
  build_log_not_kept: 410,
  environment_gone: 410,
  image_gone: 410,
  nothing_live: 409,
  nothing_before: 409,
  nothing_to_run: 409,
  never_live: 409,
  no_room: 409,
  developer_exists: 409,
  key_taken: 409,
  instance_stays: 409,
  last_admin: 409,
  last_instance: 409,
  overtaken: 409,
  process_not_running: 409,
  superseded: 409,
  token_exists: 409,
  too_many_webhooks: 409,
  too_many_drains: 409,
  body_too_large: 413,
  context_too_large: 413,
  env_too_large: 413,
  tarball_too_large: 413,
  url_too_long: 414,
  unsupported_encoding: 415,
  unsupported_type: 415,
  bad_dockerfile: 422,
  base_image_unavailable: 422,
  build_failed: 422,
  build_too_slow: 422,
  delivery_failed: 422,
  drain_failed: 422,
  login_refused: 422,
  network_failed: 422,
  no_shell: 422,
  not_reached: 422,
  out_of_memory: 422,
  resource_not_created: 422,
  resource_not_changed: 422,
  resource_not_deleted: 422,
  backup_failed: 422,
  restart_failed: 422,
  certificate_refused: 422,
  package_not_found: 422,
  secret_not_found: 422,
  too_many_logins: 429,
  too_many_requests: 429,
  too_many_uploads: 429,
  lfs_unsupported: 501,
  not_done_here: 501,
  no_space: 507,
  rack_busy: 503,
  agent_gone: 503,
  process_not_reached: 503,
  no_agent: 503,
  server_stopping: 503,
};

/** A failure as HTTP tells it. */
export interface Refusal {
  status: number;
  code: string;
  /** What happened. */
  message: string;
  /** How to go on. */
  hint: string | undefined;
  headers: Record<string, string>;
}

/** The one place that makes a status and words for the client of whatever was thrown. */
export function refusalOf(error: unknown, rack: string): Refusal {
  const failure = error instanceof Failure ? error : insideTrouble(error);
  const status = STATUS[failure.code] ?? (failure.blame === 'rack' ? 500 : 400);
  const { code, message, hint } = failure;
  return {
    status,
    code,
    message: printable(message),
    hint: hint && printable(hint),
    headers: headersOf(failure, rack, status),
  };
}

/** Logs what is the rack's own fault; what is the client's is told to the client alone. */
export function logFault(log: Log, what: string, error: unknown): void {
  const isFault = !(error instanceof Failure) || error.blame === 'rack';
  if (isFault && !isAbort(error)) log.error(`http: ${printable(what)}`, error);
}

/** A refusal that asks to try again after some seconds, which the client is told in a header of its own too. */
export class RetryFailure extends Failure {
  readonly seconds: number;

  constructor(code: string, message: string, seconds: number) {
    super(code, message, { hint: `Try again in ${seconds} s.` });
    this.seconds = seconds;
  }
}

/** A refusal of a method, with those that would do. */
export class MethodFailure extends Failure {
  readonly allowed: readonly string[];

  constructor(method: string, path: string, allowed: readonly string[]) {
    super('method_not_allowed', `${path} is there, but not for ${method}.`, { hint: `Use ${allowed.join(' or ')}.` });
    this.allowed = allowed;
  }
}

/** What clients sent comes back in sentences; on their terminals it must not be more than text. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '?');
}

// Private

/** What a link opens, and no password. */
const WITHOUT_PASSWORD = ['session_over', 'bad_link'];

function headersOf(failure: Failure, rack: string, status: number): Record<string, string> {
  // A browser would ask for a password on its own.
  if (WITHOUT_PASSWORD.includes(failure.code)) return {};
  if (status === 401) return { 'www-authenticate': `Basic realm="rack ${rack}", charset="UTF-8"` };
  if (failure instanceof RetryFailure) return { 'retry-after': `${failure.seconds}` };
  if (failure instanceof MethodFailure) return { allow: failure.allowed.join(', ') };
  return {};
}

function insideTrouble(cause: unknown): Failure {
  return new Failure('rack_trouble', 'Something went wrong inside the rack; its log says what.', {
    cause,
    blame: 'rack',
  });
}
