// An instruction that no CPU has.
TEXT ·illegal(SB), 4, $0
	WORD $0
	RET
