import { AwsError } from '../endpoint/service.ts';

/** What is wrong with a request. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400);
}

/** A schedule or a group, by the noun with which its sentence begins, that is not there. */
export function notFound(noun: string, name: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${noun} ${name} does not exist.`, 404);
}

/** A name, or a client's token, that is taken. */
export function conflict(message: string): AwsError {
  return new AwsError('ConflictException', message, 409);
}

/** More of something than an account may have. */
export function tooMany(message: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', message, 402);
}
