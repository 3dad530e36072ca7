using System.Runtime.CompilerServices;

// Scratch memory on the stack is written before it is read, and some of it is larger than the rows that a call is about.
[module: SkipLocalsInit]
