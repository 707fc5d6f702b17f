-- Saves the outcome of a decision whole, or says why not. Refused at once when the server is full.
local changes = read_changes()
local reply = seen_before(changes)
if reply then return { 'seen', reply } end
if not rests(changes) then return { 'conflict', '' } end
write(changes)
return { 'saved', '' }
