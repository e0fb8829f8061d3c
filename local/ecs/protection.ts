import type { Task } from './model.ts';

/** Whether neither a deployment nor scaling may stop a task now. */
export function isProtected({ protectedUntil = 0 }: Task, now: number): boolean {
  return protectedUntil > now;
}

/** The protection of a task as the API shows it. */
export function describeProtection(task: Task): object {
  const isOn = isProtected(task, Date.now());
  return {
    taskArn: task.arn,
    protectionEnabled: isOn,
    ...(isOn && { expirationDate: new Date(task.protectedUntil as number) }),
  };
}
