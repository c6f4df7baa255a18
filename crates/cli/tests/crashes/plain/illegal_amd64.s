// An instruction that no CPU has.
TEXT ·illegal(SB), 4, $0
	BYTE $0x0f
	BYTE $0x0b
	RET
