import type { Dispatch } from './dispatch.ts';

/** Holds requests back until the services behind it have started. */
export interface Gate {
  behind(dispatch: Dispatch): Dispatch;
  open(): void;
}

/** A gate that is closed at first. */
export function createGate(): Gate {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    behind: (dispatch) => async (request) => {
      await opened;
      return dispatch(request);
    },
    open,
  };
}
