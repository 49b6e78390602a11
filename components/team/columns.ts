/** Two columns of sections where the screen is wide enough for both, each no wider than is read with ease. */
export const COLUMNS =
  'grid max-w-[44rem] items-start gap-x-12 gap-y-8 wide:max-w-[84rem] wide:grid-cols-2 [&>*]:min-w-0';
